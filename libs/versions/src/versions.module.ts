import { type DynamicModule, Module } from '@nestjs/common';
import type { PlatformConfig } from '@packyard/config';
import { type ContentSettings, ContentModule } from '@packyard/content';
import { DependantRepository, NamedContentRepository } from '@packyard/schema';
import { BaseGeneration } from './base-generation';
import { BundleInstaller } from './bundle-installer';
import { RowLockedChanges } from './row-locked-changes';
import { BrokenUpgradeCheck } from './broken-upgrade-check';
import { Dependants } from './dependants';
import { LinkRepair } from './link-repair';
import { EnabledSet } from './enabled-set';
import { ExecutionUndo } from './execution-undo';
import { InstalledVersions } from './installed-versions';
import { ContentStoreSweeper } from './maintenance/content-store-sweeper';
import { BuildSweeper } from './maintenance/build-sweeper';
import { PackStoreSweeper } from './maintenance/pack-store-sweeper';
import { LockfileSweeper } from './maintenance/lockfile-sweeper';
import { Retention } from './maintenance/retention';
import { StoreCleaner } from './maintenance/store-cleaner';
import { VendoredSweeper } from './maintenance/vendored-sweeper';
import { SupportedPlatforms } from './supported-platforms';
import { RegistrationEnabling } from './registration-enabling';
import { VersionRowRemoval } from './version-row-removal';
import { Rollback } from './rollback';
import { UnneededPacks } from './unneeded-packs';
import { Uninstaller } from './uninstaller';
import { VersionRegistration } from './version-registration';
import { VersionEnvironmentLinks } from './version-environment-links';
import { VersionEnabling } from './version-enabling';
import { VersionRestore } from './version-restore';

const SERVICES = [
  ContentStoreSweeper,
  BaseGeneration,
  BuildSweeper,
  BundleInstaller,
  LockfileSweeper,
  RowLockedChanges,
  PackStoreSweeper,
  BrokenUpgradeCheck,
  LinkRepair,
  EnabledSet,
  ExecutionUndo,
  InstalledVersions,
  RegistrationEnabling,
  VersionRowRemoval,
  Retention,
  Rollback,
  StoreCleaner,
  UnneededPacks,
  Uninstaller,
  VendoredSweeper,
  VersionEnvironmentLinks,
  VersionRegistration,
  VersionRestore,
  VersionEnabling,
];

@Module({})
export class VersionsModule {
  static forRoot(config: PlatformConfig & ContentSettings): DynamicModule {
    return {
      module: VersionsModule,
      global: true,
      imports: [ContentModule.forRoot(config, NamedContentRepository)],
      providers: [
        ...SERVICES,
        { provide: SupportedPlatforms, useValue: SupportedPlatforms.of(config) },
        {
          provide: Dependants,
          inject: [DependantRepository],
          useFactory: (needs: DependantRepository) => new Dependants(needs, new Set(config.PACKYARD_PROVIDED_PACKS)),
        },
      ],
      exports: [...SERVICES, SupportedPlatforms],
    };
  }
}
