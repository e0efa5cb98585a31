import { type DynamicModule, Module } from '@nestjs/common';
import { type NetworkConfig, oncePerConfig } from '@packyard/config';
import { HomeLayout } from '../home-layout';
import { LocalPolicy } from './local-policy';

@Module({})
export class LocalPolicyModule {
  static readonly forRoot = oncePerConfig((config: Pick<NetworkConfig, 'PACKYARD_LOCAL_ROOTS'>): DynamicModule => ({
    module: LocalPolicyModule,
    providers: [
      {
        provide: LocalPolicy,
        inject: [HomeLayout],
        useFactory: ({ ownFolders }: HomeLayout) => new LocalPolicy(config, ownFolders),
      },
    ],
    exports: [LocalPolicy],
  }));
}
