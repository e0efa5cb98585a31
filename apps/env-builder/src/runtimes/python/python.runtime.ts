import { join } from 'node:path';
import type { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import { type CheckedRequirements, checkRequirements, checkRequirementsText } from '../checks/requirements-check';
import { ForeignUrls } from '../checks/foreign-urls';
import { type BuildContext, buildInScratch } from '../build-in-scratch';
import { replaceForeignFile } from '../foreign-files';
import { folderSize } from '../folder-size';
import { foreignFolder } from '../phase-access';
import type { BuildOrder, BuiltEnvironment, ContainedEnvironment, Runtime } from '../runtime';
import { readSmokeTest } from '../smoke-test';
import { PipBuilder } from './pip.builder';
import { InstallFailed } from './install-failed';
import type { Installed, PythonBuilder } from './python-builder';
import { pythonFailure } from './python-failure';
import { PYTHON_SMOKE_TEST } from './python-smoke-test';
import { findPython, type Interpreter, pythonVersions } from './python-interpreter';
import { requirementsFrom } from './requirements-from';
import { UvBuilder } from './uv.builder';
import type { UvTool } from './uv-tool';

export interface PythonOptions {
  containment: Containment;
  /** Source distributions run code of theirs while they are built. */
  allowSourceBuilds: boolean;
  uv: UvTool;
  /** Where requirements may send tools. */
  policy: Pick<NetworkPolicy, 'resolve'>;
  /** What builds fetch goes through it. */
  proxy: BuildProxy;
  /** On top of what every child process gets to see. */
  environment?: Readonly<Record<string, string>>;
}

interface Requirements extends CheckedRequirements {
  /** The file that tools read, relative to the copy of the pack. */
  requirements: string;
}

/** Virtualenvs, filled by uv, or by pip where uv can't be had, with what the pack's file asks for. */
export class PythonRuntime implements Runtime {
  readonly name = 'python';

  constructor(private readonly options: PythonOptions) {}

  build(order: BuildOrder, signal: AbortSignal): Promise<ContainedEnvironment> {
    const environment = { ...this.options.environment, PYTHONNOUSERSITE: '1' };
    const { containment, proxy } = this.options;
    return buildInScratch({ containment, proxy, order, environment, signal }, (context) =>
      this.buildWith(order, context),
    );
  }

  private async buildWith(order: BuildOrder, context: BuildContext): Promise<BuiltEnvironment> {
    const { run } = context;
    const { request, targetFolder } = order;
    const checked = await this.check(order);
    const { requirements } = checked;
    const interpreter = await findPython(request.versionRange, run);
    const builder = await this.builder(context);
    order.report.progress(`making a virtualenv of Python ${interpreter.version} with ${builder.description}`);
    await builder.makeVirtualenv(interpreter, targetFolder);
    order.report.progress('resolving');
    const installed = await this.install(builder, { ...checked, order, interpreter, context });
    await replaceForeignFile(join(targetFolder, 'requirements.lock'), installed.lock);
    order.report.progress('importing what was installed');
    const report = readSmokeTest(
      await run(join(targetFolder, 'bin', 'python'), ['-c', PYTHON_SMOKE_TEST, requirements], { isQuiet: true }),
    );
    return {
      ...installed,
      runtimeVersion: interpreter.version,
      builder: builder.description,
      packageCount: report.count,
      sizeBytes: await folderSize(targetFolder),
      warnings: report.warnings,
    };
  }

  /** The lock as well: code of packages that were built may have had a hand in it. */
  private async check({ contentFolder, request, lock }: BuildOrder): Promise<Requirements> {
    const check = { root: contentFolder, urls: new ForeignUrls(this.options.policy) };
    if (lock !== undefined) await checkRequirementsText(lock, { ...check, file: 'requirements.lock', seen: new Set() });
    // As the pack has written them, before anything is made of them.
    const isWritten = request.packageFile === 'requirements.txt';
    const written = isWritten ? await checkRequirements(request.packageFile, check) : undefined;
    const requirements = await requirementsFrom(contentFolder, request.packageFile);
    return { requirements, ...(written ?? (await checkRequirements(requirements, check))) };
  }

  private async install(
    builder: PythonBuilder,
    {
      order,
      interpreter,
      context: { run, network },
      requirements,
      namesSources,
      places,
    }: Requirements & { order: BuildOrder; interpreter: Interpreter; context: BuildContext },
  ): Promise<Installed> {
    const { request, targetFolder, scratchFolder, cacheFolder, lock } = order;
    try {
      return await builder.install({
        folder: targetFolder,
        requirements,
        lock,
        scratchFolder,
        foreignFolder: foreignFolder(order),
        cacheFolder,
        privateCacheFolder: join(cacheFolder, 'private', request.fingerprint),
        allowSourceBuilds: this.options.allowSourceBuilds,
        namesSources,
        places,
      });
    } catch (error) {
      if (!(error instanceof InstallFailed)) throw error;
      const otherVersions = await pythonVersions(run);
      const surroundings = { runtimeVersion: interpreter.version, otherVersions, network: network.trouble };
      throw pythonFailure(error.tool, error.result, surroundings);
    }
  }

  private async builder({ run, environment }: BuildContext): Promise<PythonBuilder> {
    const uv = await this.options.uv.find(run);
    if (uv === undefined) return new PipBuilder(run);
    return new UvBuilder(uv, run, environment);
  }
}
