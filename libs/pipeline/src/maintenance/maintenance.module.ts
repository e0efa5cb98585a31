import { type DynamicModule, Module } from '@nestjs/common';
import { MaintenanceConfig, oncePerConfig } from '@packyard/config';
import { CacheCleaner, HomeLayout, HomeMeter, InterpreterCleaner, UploadCleaner } from '@packyard/store';
import { HomeInventory } from './home-inventory';
import { Maintenance } from './maintenance';
import { MaintenancePolicy } from './maintenance-policy';
import { RowCleaner } from './row-cleaner';
import { StagingSweeper } from './staging-sweeper';

const fromLayout = <Made>(made: new (layout: HomeLayout) => Made) => ({
  provide: made,
  inject: [HomeLayout],
  useFactory: (layout: HomeLayout) => new made(layout),
});

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
      HomeInventory,
      Maintenance,
      RowCleaner,
      StagingSweeper,
    ],
    exports: [HomeInventory, Maintenance, MaintenancePolicy, StagingSweeper],
  }));
}
