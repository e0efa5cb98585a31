import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import type { NetworkPolicy } from '@packyard/network';
import { satisfiesRange } from '@packyard/pack';
import { CommandNotFound, type Containment } from '@packyard/sandbox';
import { ForeignUrls } from '../checks/foreign-urls';
import { checkNpmFiles } from '../checks/npm-files-check';
import { buildInScratch, type Run } from '../build-in-scratch';
import { copyLocalPackages } from './copy-local-packages';
import { foreignFolder } from '../phase-access';
import { folderSize } from '../folder-size';
import { installFailure } from '../install-failure';
import { NODEJS_SMOKE_TEST } from './nodejs-smoke-test';
import { npmWords } from './npm-words';
import type { BuildOrder, BuiltEnvironment, ContainedEnvironment, Runtime } from '../runtime';
import { readSmokeTest } from '../smoke-test';

export interface NodejsOptions {
  /** Where a pack may send npm. */
  policy: Pick<NetworkPolicy, 'resolve'>;
  containment: Containment;
  /** Install scripts of packages run foreign code while they are installed. */
  allowInstallScripts: boolean;
  environment?: Readonly<Record<string, string>>;
}

/** `node_modules`, filled by npm from `package.json` and its lock file. */
export class NodejsRuntime implements Runtime {
  readonly name = 'nodejs';

  constructor(private readonly options: NodejsOptions) {}

  build(order: BuildOrder, signal: AbortSignal): Promise<ContainedEnvironment> {
    const environment = {
      ...this.options.environment,
      npm_config_cache: order.cacheFolder,
      npm_config_update_notifier: 'false',
    };
    const { containment } = this.options;
    return buildInScratch({ containment, order, environment, signal }, (run) => this.buildWith(order, run));
  }

  private async buildWith(order: BuildOrder, run: Run): Promise<BuiltEnvironment> {
    const urls = new ForeignUrls(this.options.policy);
    const leftOut = await checkNpmFiles({ root: order.contentFolder, urls });
    const runtimeVersion = await this.nodeVersion(order.request.versionRange, run);
    await this.install(order, run);
    await this.take(order);
    const report = readSmokeTest(
      await run('node', ['--input-type=module', '-e', NODEJS_SMOKE_TEST], {
        workingFolder: order.targetFolder,
        isQuiet: true,
      }),
    );
    return {
      runtimeVersion,
      builder: 'npm',
      linkMode: 'copies',
      lock: await readFile(join(order.targetFolder, 'node_modules', '.package-lock.json'), 'utf8'),
      packageCount: report.count,
      sizeBytes: await folderSize(order.targetFolder),
      warnings: [...leftOut, ...report.warnings],
    };
  }

  private async nodeVersion(range: string, run: Run): Promise<string> {
    const version = await run('node', ['--version']).then(
      (result) => result.stdout.trim().replace(/^v/, ''),
      (error: unknown) => {
        if (error instanceof CommandNotFound) return undefined;
        throw error;
      },
    );
    if (version !== undefined && satisfiesRange(version, range)) return version;
    throw new RejectedError(
      'RUNTIME_NOT_FOUND',
      `The pack needs Node.js ${range}, but this worker has ${version ?? 'none'}.`,
      {
        hint: 'Install a fitting Node.js on the worker, or choose another with the parameter nodejs_version.',
      },
    );
  }

  /** In the copy of the pack, where local dependencies (`file:./vendor/x`) are found; they are copied, not linked. */
  private async install(order: BuildOrder, run: Run): Promise<void> {
    const scripts = this.options.allowInstallScripts ? [] : ['--ignore-scripts'];
    const verb = order.request.lockFile === undefined ? 'install' : 'ci';
    const args = [
      verb,
      '--omit=dev',
      '--install-links',
      '--no-audit',
      '--no-fund',
      '--no-progress',
      '--loglevel=error',
      ...scripts,
    ];
    const cache = join(foreignFolder(order), 'npm');
    const result = this.options.allowInstallScripts
      ? await run('npm', args, { phase: 'build', environment: { npm_config_cache: cache } })
      : await run('npm', args, { phase: 'fetch' });
    if (result.exitCode === 0) return;
    throw installFailure({
      tool: 'npm',
      exitCode: result.exitCode,
      output: npmWords(`${result.stdout}\n${result.stderr}`),
      telling: /^npm: (?!A complete log|code |.*\.log$|$)/,
      hint: `Try 'npm ${verb}' in the pack's folder, fix package.json and submit the pack again.`,
    });
  }

  /** Unlike virtualenvs, `node_modules` may be moved. */
  private async take({ contentFolder, targetFolder, request }: BuildOrder): Promise<void> {
    await mkdir(join(targetFolder, 'node_modules'), { recursive: true });
    for (const name of [request.packageFile, 'node_modules']) {
      const options = { recursive: true, verbatimSymlinks: true, force: true };
      await cp(join(contentFolder, name), join(targetFolder, name), options);
    }
    await copyLocalPackages(join(targetFolder, 'node_modules'), join(contentFolder, 'node_modules'), contentFolder);
  }
}
