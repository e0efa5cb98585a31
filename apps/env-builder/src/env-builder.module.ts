import { type DynamicModule, Module } from '@nestjs/common';
import { NetworkPolicy } from '@packyard/network';
import { ContainmentAnnouncement } from '@packyard/pipeline';
import { Containment, ContainmentModule } from '@packyard/sandbox';
import { HomeLayout, LocalPolicyModule } from '@packyard/store';
import { BuildWorkspace } from './build-workspace';
import { BuildProcessor } from './build.processor';
import { BuildService } from './build.service';
import { EnvironmentLink } from './environment-link';
import type { EnvBuilderConfig } from './env-builder.config';
import { NodejsRuntime } from './runtimes/nodejs/nodejs.runtime';
import { PythonRuntime } from './runtimes/python/python.runtime';
import { UvTool } from './runtimes/python/uv-tool';
import { Runtimes } from './runtimes/runtimes';

@Module({})
export class EnvBuilderModule {
  static forRoot(config: EnvBuilderConfig): DynamicModule {
    const uv = new UvTool({ setting: config.PACKYARD_UV, toolsFolder: new HomeLayout(config.PACKYARD_HOME).tools });
    const policy = new NetworkPolicy(config);
    const runtimes = (containment: Containment) =>
      new Runtimes({
        python: new PythonRuntime({ containment, policy, allowSourceBuilds: config.PACKYARD_PYTHON_SOURCE_BUILDS, uv }),
        nodejs: new NodejsRuntime({ containment, policy, allowInstallScripts: config.PACKYARD_NODE_INSTALL_SCRIPTS }),
      });
    return {
      module: EnvBuilderModule,
      imports: [LocalPolicyModule.forRoot(config), ContainmentModule.forRoot(config)],
      providers: [
        { provide: Runtimes, inject: [Containment], useFactory: runtimes },
        ContainmentAnnouncement,
        EnvironmentLink,
        BuildWorkspace,
        BuildService,
        BuildProcessor,
      ],
    };
  }
}
