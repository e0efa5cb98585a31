import { type DynamicModule, Module } from '@nestjs/common';
import { HttpClient, LocalPolicy, NetworkPolicy } from '@packyard/fetch';
import { RegistryCatalog } from '@packyard/registry';
import { CandidateCatalog } from './candidate-catalog';
import { PlanWriter } from './plan-writer';
import { ResolveProcessor } from './resolve.processor';
import { ResolveService } from './resolve.service';
import type { ResolverConfig } from './resolver.config';

@Module({})
export class ResolverModule {
  static forRoot(config: ResolverConfig): DynamicModule {
    const registries = new RegistryCatalog(config, new HttpClient(new NetworkPolicy(config)), new LocalPolicy(config));
    const catalog = new CandidateCatalog(registries, new Set(config.PACKYARD_PROVIDED_PACKS));
    return {
      module: ResolverModule,
      providers: [{ provide: CandidateCatalog, useValue: catalog }, PlanWriter, ResolveService, ResolveProcessor],
    };
  }
}
