import type { Provider } from '@nestjs/common';
import type { PlatformConfig } from '@packyard/config';
import { RegistryCatalog } from '@packyard/registry';
import { GraphRepository } from '@packyard/schema';
import { GraphReader } from './graph-reader';
import { OutdatedReader } from './outdated-reader';

export function graphProviders(config: PlatformConfig): Provider[] {
  return [
    {
      provide: GraphReader,
      inject: [GraphRepository],
      useFactory: (graphs: GraphRepository) => new GraphReader(graphs, new Set(config.PACKYARD_PROVIDED_PACKS)),
    },
    {
      provide: OutdatedReader,
      inject: [GraphReader, RegistryCatalog],
      useFactory: (graphs: GraphReader, registries: RegistryCatalog) => new OutdatedReader(graphs, registries),
    },
  ];
}
