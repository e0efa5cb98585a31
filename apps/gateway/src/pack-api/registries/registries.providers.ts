import type { Provider } from '@nestjs/common';
import type { GatewayConfig } from '../../gateway.config';
import { IndexInspector } from './index-inspector';
import { PackSearch } from './pack-search';
import { RegistriesService } from './registries.service';
import { ConfiguredRegistries, KnownRegistries } from './known-registries';

export function registryProviders(config: GatewayConfig): Provider[] {
  return [
    { provide: ConfiguredRegistries, useValue: new ConfiguredRegistries(config.PACKYARD_REGISTRIES) },
    IndexInspector,
    PackSearch,
    RegistriesService,
    KnownRegistries,
  ];
}
