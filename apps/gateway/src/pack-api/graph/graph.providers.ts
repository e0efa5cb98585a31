import type { Provider } from '@nestjs/common';
import type { PlatformConfig } from '@packyard/config';
import { RegistryCatalog } from '@packyard/registry';
import { GraphRepository } from '@packyard/schema';
import { GraphViews } from './graph-views';
import { OutdatedViews } from './outdated-views';

export function graphProviders(config: PlatformConfig): Provider[] {
  return [
    {
      provide: GraphViews,
      inject: [GraphRepository],
      useFactory: (graphs: GraphRepository) => new GraphViews(graphs, new Set(config.PACKYARD_PROVIDED_PACKS)),
    },
    {
      provide: OutdatedViews,
      inject: [GraphViews, RegistryCatalog],
      useFactory: (graphs: GraphViews, registries: RegistryCatalog) => new OutdatedViews(graphs, registries),
    },
  ];
}
