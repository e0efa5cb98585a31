import { type DynamicModule, Module } from '@nestjs/common';
import {
  type HomeConfig,
  type LimitsConfig,
  type NetworkConfig,
  oncePerConfig,
  type RegistryConfig,
} from '@packyard/config';
import { DownloadCache, HttpClient, NetworkModule, NetworkPolicy } from '@packyard/network';
import { RegistryRepository, TrustRepository } from '@packyard/schema';
import { HomeLayout, LocalPolicy, LocalPolicyModule, SecretVault, VaultModule } from '@packyard/store';
import { IndexReader } from './index-reader';
import { RegistryCatalog } from './registry-catalog';
import { RegistryHttpClient } from './registry-http-client';
import { StoredRegistries } from './stored-registries';
import { IndexTrust } from './trust/index-trust';
import { TrustReader } from './trust/trust-reader';

const INDEXES_KEPT = 4;

/** The registries of the configuration and of the database, and what reads their indexes and downloads from them. */
@Module({})
export class RegistryModule {
  static readonly forRoot = oncePerConfig(
    (config: RegistryConfig & NetworkConfig & LimitsConfig & HomeConfig): DynamicModule => ({
      module: RegistryModule,
      imports: [VaultModule.forRoot(config), LocalPolicyModule.forRoot(config), NetworkModule.forRoot(config)],
      providers: [
        {
          provide: StoredRegistries,
          inject: [RegistryRepository, SecretVault],
          useFactory: (rows: RegistryRepository, vault: SecretVault) => new StoredRegistries(rows, vault),
        },
        {
          provide: IndexReader,
          inject: [HttpClient, LocalPolicy, HomeLayout],
          useFactory: (http: HttpClient, local: LocalPolicy, { indexCache }: HomeLayout) => {
            const maxBytes = INDEXES_KEPT * config.PACKYARD_MAX_INDEX_BYTES;
            return new IndexReader(config, http, local, new DownloadCache({ folder: indexCache, maxBytes }));
          },
        },
        {
          provide: TrustReader,
          inject: [TrustRepository],
          useFactory: (rows: TrustRepository) => new TrustReader(rows),
        },
        {
          provide: IndexTrust,
          inject: [IndexReader, TrustReader, TrustRepository],
          useFactory: (reader: IndexReader, trustReader: TrustReader, rows: TrustRepository) =>
            new IndexTrust(reader, trustReader, rows),
        },
        {
          provide: RegistryCatalog,
          inject: [StoredRegistries, IndexTrust],
          useFactory: (added: StoredRegistries, reader: IndexTrust) => new RegistryCatalog(config, added, reader),
        },
        {
          provide: RegistryHttpClient,
          inject: [NetworkPolicy, StoredRegistries],
          useFactory: (policy: NetworkPolicy, added: StoredRegistries) => new RegistryHttpClient(policy, added, config),
        },
      ],
      exports: [IndexReader, IndexTrust, TrustReader, RegistryCatalog, RegistryHttpClient],
    }),
  );
}
