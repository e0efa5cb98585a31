import { type DynamicModule, Module } from '@nestjs/common';
import type { PlatformConfig } from '@packyard/config';
import { DependantRepository } from '@packyard/schema';
import { BuildSweeper } from './build-sweeper';
import { BundleInstaller } from './bundle-installer';
import { Changes } from './changes';
import { ContentSweeper } from './content-sweeper';
import { Dependants } from './dependants';
import { EnabledLinks } from './enabled-links';
import { EnabledSet } from './enabled-set';
import { ExcusedChanges } from './excused-changes';
import { ExecutionUndo } from './execution-undo';
import { Installed } from './installed';
import { Platform } from './platform';
import { Reinstatement } from './reinstatement';
import { Removal } from './removal';
import { Retention } from './retention';
import { Rollback } from './rollback';
import { Uninstaller } from './uninstaller';
import { Upkeep } from './upkeep';
import { VersionRegistration } from './version-registration';
import { VersionSwitch } from './version-switch';
import { VersionWriter } from './version-writer';

const SERVICES = [
  BuildSweeper,
  BundleInstaller,
  Changes,
  ContentSweeper,
  EnabledLinks,
  EnabledSet,
  ExcusedChanges,
  ExecutionUndo,
  Installed,
  Reinstatement,
  Removal,
  Retention,
  Rollback,
  Uninstaller,
  Upkeep,
  VersionRegistration,
  VersionSwitch,
  VersionWriter,
];

@Module({})
export class VersionsModule {
  static forRoot(config: PlatformConfig): DynamicModule {
    return {
      module: VersionsModule,
      global: true,
      providers: [
        ...SERVICES,
        { provide: Platform, useValue: Platform.of(config) },
        {
          provide: Dependants,
          inject: [DependantRepository],
          useFactory: (needs: DependantRepository) => new Dependants(needs, new Set(config.PACKYARD_PROVIDED_PACKS)),
        },
      ],
      exports: [...SERVICES, Platform],
    };
  }
}
