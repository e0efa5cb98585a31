import { type DynamicModule, Module } from '@nestjs/common';
import { stageProcessor } from '@packyard/pipeline';
import { RegistryCatalog, RegistryModule } from '@packyard/registry';
import { AnalysisWriter } from './analysis/analysis-writer';
import { CandidateCatalog } from './candidate-catalog';
import { BuildPolicySetting, EnvironmentChooser } from './environment-chooser';
import { ExportResolver } from './export/export-resolver';
import { PackPreview } from './dry-run/pack-preview';
import { ResolutionWriter } from './resolution-writer';
import { ResolveHandler } from './resolve.handler';
import { SolverThreads } from './solver-threads';
import type { ResolverConfig } from './resolver.config';

@Module({})
export class ResolverModule {
  static forRoot(config: ResolverConfig): DynamicModule {
    return {
      module: ResolverModule,
      imports: [RegistryModule.forRoot(config)],
      providers: [
        {
          provide: CandidateCatalog,
          inject: [RegistryCatalog],
          useFactory: (registries: RegistryCatalog) =>
            new CandidateCatalog(registries, new Set(config.PACKYARD_PROVIDED_PACKS)),
        },
        AnalysisWriter,
        {
          provide: BuildPolicySetting,
          useValue: new BuildPolicySetting({
            pythonSourceBuilds: config.PACKYARD_PYTHON_SOURCE_BUILDS,
            nodeInstallScripts: config.PACKYARD_NODE_INSTALL_SCRIPTS,
            // Not where it is allowed, so that environments of before they could be forbidden stay what they are.
            ...(config.PACKYARD_NODE_DOWNLOADS ? {} : { nodeDownloads: false }),
            ...(config.PACKYARD_PYTHON_DOWNLOADS ? {} : { pythonDownloads: false }),
          }),
        },
        EnvironmentChooser,
        PackPreview,
        ResolutionWriter,
        ExportResolver,
        SolverThreads,
        ResolveHandler,
        stageProcessor('resolve', ResolveHandler),
      ],
    };
  }
}
