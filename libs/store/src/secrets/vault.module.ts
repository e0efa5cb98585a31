import { type DynamicModule, Module } from '@nestjs/common';
import { type HomeConfig, oncePerConfig } from '@packyard/config';
import { HomeLayout } from '../home-layout';
import { readSecretKey } from './secret-file';
import { SecretVault } from './secret-vault';

/** The vault, with the configured key or the one in the home folder. */
@Module({})
export class VaultModule {
  static readonly forRoot = oncePerConfig((config: Pick<HomeConfig, 'PACKYARD_SECRET_KEY'>): DynamicModule => ({
    module: VaultModule,
    providers: [
      {
        provide: SecretVault,
        inject: [HomeLayout],
        useFactory: ({ secretKeyFile }: HomeLayout) =>
          new SecretVault(readSecretKey(secretKeyFile, config.PACKYARD_SECRET_KEY)),
      },
    ],
    exports: [SecretVault],
  }));
}
