import { type DynamicModule, Module } from '@nestjs/common';
import { EnvironmentStore } from './environment-store';
import { LockfileStore } from './lockfile-store';
import { HomeLayout } from './home-layout';
import { PackStore } from './pack-store';
import { StagingArea } from './staging-area';
import { VendoredStore } from './vendored-store';

@Module({})
export class StoreModule {
  static forRoot(home: string): DynamicModule {
    const layout = new HomeLayout(home);
    return {
      module: StoreModule,
      global: true,
      providers: [
        { provide: HomeLayout, useValue: layout },
        { provide: EnvironmentStore, useValue: new EnvironmentStore(layout) },
        { provide: LockfileStore, useValue: new LockfileStore(layout) },
        { provide: PackStore, useValue: new PackStore(layout) },
        { provide: StagingArea, useValue: new StagingArea(layout) },
        { provide: VendoredStore, useValue: new VendoredStore(layout) },
      ],
      exports: [HomeLayout, EnvironmentStore, LockfileStore, PackStore, StagingArea, VendoredStore],
    };
  }
}
