import type { Provider } from '@nestjs/common';
import { HttpClient, LocalPolicy, NetworkPolicy } from '@packyard/network';
import { IndexReader } from '@packyard/registry';
import { HomeLayout } from '@packyard/store';
import type { GatewayConfig } from '../../gateway.config';
import { IndexInspector } from './index-inspector';
import { PackSearch } from './pack-search';
import { RegistriesService } from './registries.service';
import { ConfiguredRegistries, RegistryBook } from './registry-book';

export function registryProviders(config: GatewayConfig): Provider[] {
  return [
    { provide: ConfiguredRegistries, useValue: new ConfiguredRegistries(config.PACKYARD_REGISTRIES) },
    {
      provide: IndexReader,
      inject: [HomeLayout],
      useFactory: ({ ownFolders }: HomeLayout) =>
        new IndexReader(config, new HttpClient(new NetworkPolicy(config)), new LocalPolicy(config, ownFolders)),
    },
    IndexInspector,
    PackSearch,
    RegistriesService,
    RegistryBook,
  ];
}
