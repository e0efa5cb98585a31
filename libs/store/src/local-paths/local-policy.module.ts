import { type DynamicModule, Module } from '@nestjs/common';
import { oncePerConfig } from '@packyard/config';
import { HomeLayout } from '../home-layout';
import { LocalPolicy, type LocalPolicyConfig } from './local-policy';

@Module({})
export class LocalPolicyModule {
  static readonly forRoot = oncePerConfig((config: LocalPolicyConfig): DynamicModule => ({
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
