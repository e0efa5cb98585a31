import { type DynamicModule, Module } from '@nestjs/common';
import { EnvironmentStore } from './environment-store';
import { HomeLayout } from './home-layout';
import { PackStore } from './pack-store';
import { StagingArea } from './staging-area';

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
        { provide: PackStore, useValue: new PackStore(layout) },
        { provide: StagingArea, useValue: new StagingArea(layout) },
      ],
      exports: [HomeLayout, EnvironmentStore, PackStore, StagingArea],
    };
  }
}
