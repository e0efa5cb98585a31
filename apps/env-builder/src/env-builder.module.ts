import { type DynamicModule, Module } from '@nestjs/common';
import { BuildProxy, NetworkPolicy } from '@packyard/network';
import { ContainmentAnnouncement, stageProcessor } from '@packyard/pipeline';
import { Containment, ContainmentModule } from '@packyard/sandbox';
import { HomeLayout, LocalPolicyModule, VaultModule } from '@packyard/store';
import { BuildWorkspace } from './build-workspace';
import { BuildHandler } from './build.handler';
import { ExportCollector } from './export/export-collector';
import { EnvironmentLinker } from './link/environment-linker';
import type { EnvBuilderConfig } from './env-builder.config';
import { IndexAccess } from './index-access';
import { EnvironmentLockfiles } from './environment-lockfiles';
import { NodejsCache } from './runtimes/nodejs/nodejs-cache';
import { NodejsProvider } from './runtimes/nodejs/nodejs-provider';
import { NodejsRuntime } from './runtimes/nodejs/nodejs.runtime';
import { PythonCache } from './runtimes/python/python-cache';
import { PythonProvider } from './runtimes/python/python-provider';
import { PythonRuntime } from './runtimes/python/python.runtime';
import { UvTool } from './runtimes/python/uv-tool';
import { Runtimes } from './runtimes/runtime';
import { VendoredSource } from './export/vendored-source';

@Module({})
export class EnvBuilderModule {
  static forRoot(config: EnvBuilderConfig): DynamicModule {
    const { tools: toolsFolder } = new HomeLayout(config.PACKYARD_HOME);
    const uv = new UvTool({ setting: config.PACKYARD_UV, toolsFolder });
    const pythonInterpreters = new PythonProvider(uv, new PythonCache(toolsFolder), config.PACKYARD_PYTHON_DOWNLOADS);
    const nodejsInterpreters = new NodejsProvider(new NodejsCache(toolsFolder), config.PACKYARD_NODE_DOWNLOADS);
    const policy = new NetworkPolicy(config);
    const { PACKYARD_PYTHON_SOURCE_BUILDS: allowSourceBuilds, PACKYARD_NODE_INSTALL_SCRIPTS: allowInstallScripts } =
      config;
    const runtimes = (containment: Containment, proxy: BuildProxy): Runtimes => ({
      python: new PythonRuntime({
        containment,
        policy,
        proxy,
        allowSourceBuilds,
        uv,
        interpreters: pythonInterpreters,
      }),
      nodejs: new NodejsRuntime({ containment, policy, proxy, allowInstallScripts, interpreters: nodejsInterpreters }),
    });
    return {
      module: EnvBuilderModule,
      imports: [VaultModule.forRoot(config), LocalPolicyModule.forRoot(config), ContainmentModule.forRoot(config)],
      providers: [
        { provide: BuildProxy, useFactory: () => new BuildProxy(policy, config) },
        { provide: Runtimes, inject: [Containment, BuildProxy], useFactory: runtimes },
        ContainmentAnnouncement,
        EnvironmentLinker,
        BuildWorkspace,
        VendoredSource,
        EnvironmentLockfiles,
        IndexAccess,
        ExportCollector,
        BuildHandler,
        stageProcessor('build', BuildHandler),
      ],
    };
  }
}
