import { type DynamicModule, Module } from '@nestjs/common';
import { HttpClient, LocalPolicy, NetworkPolicy } from '@packyard/network';
import { IndexReader, RegistryCatalog, StoredRegistries } from '@packyard/registry';
import { RegistryRepository, SecretVault } from '@packyard/schema';
import { HomeLayout, readSecretKey } from '@packyard/store';
import { AnalysisWriter } from './analysis-writer';
import { CandidateCatalog } from './candidate-catalog';
import { EnvironmentPlanner } from './environment-planner';
import { PlanWriter } from './plan-writer';
import { ResolveProcessor } from './resolve.processor';
import { ResolveService } from './resolve.service';
import type { ResolverConfig } from './resolver.config';

@Module({})
export class ResolverModule {
  static forRoot(config: ResolverConfig): DynamicModule {
    return {
      module: ResolverModule,
      providers: [
        {
          provide: CandidateCatalog,
          inject: [RegistryRepository, HomeLayout],
          useFactory: (rows: RegistryRepository, layout: HomeLayout) => makeCatalog(config, rows, layout),
        },
        AnalysisWriter,
        EnvironmentPlanner,
        PlanWriter,
        ResolveService,
        ResolveProcessor,
      ],
    };
  }
}

function makeCatalog(config: ResolverConfig, rows: RegistryRepository, layout: HomeLayout): CandidateCatalog {
  const vault = new SecretVault(readSecretKey(layout.secretKeyFile, config.PACKYARD_SECRET_KEY));
  const localPolicy = new LocalPolicy(config, layout.ownFolders);
  const reader = new IndexReader(config, new HttpClient(new NetworkPolicy(config), config), localPolicy);
  const registries = new RegistryCatalog(config, new StoredRegistries(rows, vault), reader);
  return new CandidateCatalog(registries, new Set(config.PACKYARD_PROVIDED_PACKS));
}
