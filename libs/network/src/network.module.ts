import { type DynamicModule, Module } from '@nestjs/common';
import { type NetworkConfig, oncePerConfig } from '@packyard/config';
import { HttpClient } from './http-client';
import type { HttpSettings } from './http-connection';
import { NetworkPolicy } from './network-policy';

@Module({})
export class NetworkModule {
  static readonly forRoot = oncePerConfig(
    (config: Pick<NetworkConfig, 'PACKYARD_ALLOW_PRIVATE_NETWORKS'> & Partial<HttpSettings>): DynamicModule => ({
      module: NetworkModule,
      providers: [
        { provide: NetworkPolicy, useFactory: () => new NetworkPolicy(config) },
        {
          provide: HttpClient,
          inject: [NetworkPolicy],
          useFactory: (policy: NetworkPolicy) => new HttpClient(policy, config),
        },
      ],
      exports: [NetworkPolicy, HttpClient],
    }),
  );
}
