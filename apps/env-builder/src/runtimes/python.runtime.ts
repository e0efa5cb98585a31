import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { buildInScratch, type Run } from './build-in-scratch';
import { folderSize } from './folder-size';
import { installFailure } from './install-failure';
import { readSmokeTest } from './smoke-test';
import { PYTHON_SMOKE_TEST } from './python-smoke-test';
import { findPython } from './python-interpreter';
import type { BuildOrder, BuiltEnvironment, Runtime } from './runtime';

export interface PythonOptions {
  /** Source distributions run code of theirs while they are built. */
  allowSourceBuilds: boolean;
  /** On top of what every child process gets to see. */
  environment?: Readonly<Record<string, string>>;
}

/** Virtualenvs, filled by pip from `requirements.txt`. */
export class PythonRuntime implements Runtime {
  readonly name = 'python';

  constructor(private readonly options: PythonOptions) {}

  build(order: BuildOrder, signal: AbortSignal): Promise<BuiltEnvironment> {
    const environment = {
      ...this.options.environment,
      PIP_CACHE_DIR: order.cacheFolder,
      PIP_NO_INPUT: '1',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PYTHONNOUSERSITE: '1',
    };
    return buildInScratch({ order, environment, signal }, (run) => this.buildWith(order, run));
  }

  private async buildWith(order: BuildOrder, run: Run): Promise<BuiltEnvironment> {
    const interpreter = await findPython(order.request.versionRange, run);
    await this.makeVirtualenv(interpreter.command, order.targetFolder, run);
    const python = join(order.targetFolder, 'bin', 'python');
    await this.install(python, order.request.packageFile, run);
    const report = readSmokeTest(await run(python, ['-c', PYTHON_SMOKE_TEST, order.request.packageFile]));
    return {
      runtimeVersion: interpreter.version,
      packageCount: report.count,
      sizeBytes: await folderSize(order.targetFolder),
      warnings: report.warnings,
    };
  }

  private async makeVirtualenv(python: string, folder: string, run: Run): Promise<void> {
    const result = await run(python, ['-m', 'venv', folder]);
    if (result.exitCode === 0) return;
    throw new RejectedError(
      'RUNTIME_NOT_FOUND',
      `${python} could not make a virtualenv: ${`${result.stdout}${result.stderr}`.trim().slice(-500)}`,
      {
        hint: 'Install its venv module on the worker; Debian and Ubuntu have it in the package python3-venv.',
        cause: result,
      },
    );
  }

  private async install(python: string, requirements: string, run: Run): Promise<void> {
    const wheelsOnly = this.options.allowSourceBuilds ? [] : ['--only-binary', ':all:'];
    const result = await run(python, [
      '-m',
      'pip',
      'install',
      '--no-color',
      '--progress-bar',
      'off',
      ...wheelsOnly,
      '-r',
      requirements,
    ]);
    if (result.exitCode === 0) return;
    throw installFailure({
      tool: 'pip',
      exitCode: result.exitCode,
      output: `${result.stdout}\n${result.stderr}`,
      telling: /^(ERROR|error):|^The conflict is caused by|^The user requested|depends on/i,
      hint: `Try 'pip install -r ${requirements}' in the pack's folder, fix the requirements and submit the pack again.`,
    });
  }
}
