import { type DynamicModule, Module } from '@nestjs/common';
import { MaintenanceConfig, oncePerConfig } from '@packyard/config';
import { ContentStore } from '@packyard/content';
import { EvictableContentRepository } from '@packyard/schema';
import {
  CacheCleaner,
  EnvironmentStore,
  HomeLayout,
  HomeMeter,
  InterpreterCleaner,
  PackStore,
  UploadCleaner,
  VendoredStore,
} from '@packyard/store';
import { HomeSizeLimit } from './home-size-limit';
import { HomeInventory } from './home-inventory';
import { HomeSweepers } from './home-sweepers';
import { HomeUpkeep } from './home-upkeep';
import { HomeUpkeepTimer } from './home-upkeep-timer';
import { Maintenance } from './maintenance';
import { MaintenancePolicy } from './maintenance-policy';
import { RowCleaner } from './row-cleaner';
import { StagingSweeper } from './staging-sweeper';

const fromLayout = <Made>(made: new (layout: HomeLayout) => Made) => ({
  provide: made,
  inject: [HomeLayout],
  useFactory: (layout: HomeLayout) => new made(layout),
});

type BoundParts = [ContentStore, EvictableContentRepository, HomeLayout, PackStore, EnvironmentStore, VendoredStore];

/** One place and one policy for all that is kept for a while. */
@Module({})
export class MaintenanceModule {
  static readonly forRoot = oncePerConfig((config: MaintenanceConfig): DynamicModule => ({
    module: MaintenanceModule,
    global: true,
    providers: [
      { provide: MaintenancePolicy, useValue: new MaintenancePolicy(config) },
      fromLayout(CacheCleaner),
      fromLayout(HomeMeter),
      fromLayout(InterpreterCleaner),
      fromLayout(UploadCleaner),
      {
        provide: HomeSizeLimit,
        inject: [ContentStore, EvictableContentRepository, HomeLayout, PackStore, EnvironmentStore, VendoredStore],
        useFactory: (...[store, evictable, layout, packs, environments, vendored]: BoundParts) =>
          new HomeSizeLimit(
            store,
            evictable,
            { layout, packs, environments, vendored },
            { maxBytes: config.PACKYARD_MAX_STORE_BYTES },
          ),
      },
      HomeInventory,
      HomeSweepers,
      HomeUpkeep,
      HomeUpkeepTimer,
      Maintenance,
      RowCleaner,
      StagingSweeper,
    ],
    exports: [HomeInventory, Maintenance, MaintenancePolicy, StagingSweeper],
  }));
}
