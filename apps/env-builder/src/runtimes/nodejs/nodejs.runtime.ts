import { basename, join } from 'node:path';
import type { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import { RESOLVES_NOTHING, urlsOf } from '../checks/foreign-urls';
import { checkLockText, checkNpmFiles } from '../checks/npm-files-check';
import { type BuildContext, buildInScratch } from '../build-in-scratch';
import { folderSize } from '../folder-size';
import { detectLinkMode } from '../detect-link-mode';
import type { BuildInput, BuiltEnvironment, CollectedPackages, CollectInput, Runtime } from '../runtime';
import { readSmokeTest } from '../smoke-test';
import { giveUsualModes } from '../usual-file-modes';
import { collectArchives } from './collect-archives';
import { hasWorkspaces } from './has-workspaces';
import { collectNodejs } from './imported-nodejs';
import { nativePartHint } from './native-part-hint';
import { embedNodejs } from './embed-nodejs';
import { type InstalledModules, type NodejsBuilder, NodejsInstallFailed } from './nodejs-builder';
import { hasLocalPackages } from './local-packages';
import { nodejsFailure } from './nodejs-failure';
import { type NodejsInterpreter, withInterpreter } from './nodejs-interpreter';
import type { NodejsProvider } from './nodejs-provider';
import { NODEJS_SMOKE_TEST } from './nodejs-smoke-test';
import { npmLockedPackages } from './npm-vendored-lockfile';
import { NpmBuilder } from './npm.builder';
import { PnpmBuilder } from './pnpm.builder';
import { lockedPackages } from './vendored-lockfile';
import { PNPM_ALONE, pnpmProgram, pnpmSettings } from './pnpm-tool';

export interface NodejsOptions {
  /** Where a pack may send npm. */
  policy: Pick<NetworkPolicy, 'resolve'>;
  /** What builds fetch goes through it. */
  proxy: BuildProxy;
  containment: Containment;
  /** Install scripts of packages run foreign code while they are installed. */
  allowInstallScripts: boolean;
  /** Where interpreters come from. */
  interpreters: NodejsProvider;
  environment?: Readonly<Record<string, string>>;
}

/** `node_modules`, filled by pnpm (or npm) from `package.json` and the lock file that belongs to it. */
export class NodejsRuntime implements Runtime {
  readonly name = 'nodejs';

  constructor(private readonly options: NodejsOptions) {}

  build(input: BuildInput, signal: AbortSignal): Promise<BuiltEnvironment> {
    return this.inScratch(input, signal, (context) => this.buildWith(input, context));
  }

  collect(input: CollectInput, signal: AbortSignal): Promise<CollectedPackages> {
    return this.inScratch(input, signal, async (context) => {
      const { signal: limited } = context.allowance;
      const urls = urlsOf(this.options.policy, context);
      const check = { root: input.contentFolder, urls, signal: limited };
      await checkNpmFiles(check);
      await checkLockText(input.lock, 'the lock', check);
      const folder = join(input.targetFolder, 'archives');
      const isOfPnpm = input.lock.startsWith('lockfileVersion:');
      const packages = isOfPnpm ? lockedPackages(input.lock) : npmLockedPackages(input.lock);
      const work = async () => {
        const archives = await collectArchives(packages, { contentFolder: input.contentFolder, folder, context });
        const known = new Set(archives.map((path) => basename(path)));
        // A pack may depend on that very package.
        return [...archives, ...(await collectNodejs(input, context)).filter((path) => !known.has(basename(path)))];
      };
      const paths = await explained(work(), context);
      return { runtimeVersion: input.runtimeVersion, lock: input.lock, paths };
    });
  }

  private inScratch<Built extends object>(
    input: BuildInput,
    signal: AbortSignal,
    work: (context: BuildContext) => Promise<Built>,
  ) {
    const environment = {
      ...this.options.environment,
      npm_config_cache: input.cacheFolder,
      npm_config_update_notifier: 'false',
    };
    const { containment, proxy } = this.options;
    return buildInScratch({ containment, proxy, input, environment, signal }, work);
  }

  private async buildWith(input: BuildInput, context: BuildContext): Promise<Omit<BuiltEnvironment, 'containment'>> {
    const { allowance } = context;
    const policy = input.vendored === undefined ? this.options.policy : RESOLVES_NOTHING;
    const urls = urlsOf(policy, context);
    const check = { root: input.contentFolder, urls, signal: allowance.signal };
    const leftOut = await checkNpmFiles(check);
    // Code of packages may have had a hand in it.
    if (input.lock !== undefined) await checkLockText(input.lock, 'the lockfile of the former build', check);
    const interpreter = await this.options.interpreters.find(input, context);
    const installed = await this.install(input, withInterpreter(context, interpreter));
    const report = await this.smokeTest(interpreter, input, context);
    const { limits } = this.options.containment;
    await giveUsualModes(input.targetFolder, limits.files);
    return {
      ...installed,
      runtimeVersion: interpreter.version,
      linkMode: await detectLinkMode(input.targetFolder, limits.files),
      packageCount: report.count,
      sizeBytes: await folderSize(input.targetFolder, limits),
      warnings: [...leftOut, ...installed.warnings, ...report.warnings],
    };
  }

  /** With the interpreter that users of the environment find in it. */
  private async smokeTest({ version, program }: NodejsInterpreter, input: BuildInput, { run }: BuildContext) {
    const own = program === undefined ? 'node' : await embedNodejs({ version, program }, input.targetFolder);
    input.output.progress('loading what was installed');
    const result = await run(own, ['--input-type=module', '-e', NODEJS_SMOKE_TEST], {
      workingFolder: input.targetFolder,
      isQuiet: true,
    });
    return readSmokeTest(result, (reason) => nativePartHint(reason, this.options.allowInstallScripts));
  }

  private async install(input: BuildInput, context: BuildContext): Promise<InstalledModules> {
    return explained((await this.builder(input, context)).install(input), context);
  }

  private async builder(input: BuildInput, context: BuildContext): Promise<NodejsBuilder> {
    const { allowInstallScripts } = this.options;
    const { run, environment, allowance } = context;
    const program = (await isForNpm(input)) ? undefined : pnpmProgram();
    if (program === undefined) return new NpmBuilder(run, allowInstallScripts, allowance);
    const { exitCode, stdout } = await run(program, ['--version'], {
      isQuiet: true,
      isRemembered: true,
      environment: PNPM_ALONE,
    });
    if (exitCode !== 0) return new NpmBuilder(run, allowInstallScripts, allowance);
    const settings = pnpmSettings(environment);
    return new PnpmBuilder({ program, version: stdout.trim(), settings }, context, allowInstallScripts);
  }
}

/** What pnpm makes otherwise than npm: workspaces, and folders of the pack that a lock of npm names. */
async function isForNpm(input: BuildInput): Promise<boolean> {
  // Who brings packages along brings them for the tool whose lock that is.
  if (input.vendored !== undefined) return input.lock?.startsWith('lockfileVersion:') !== true;
  if (await hasWorkspaces(input)) return true;
  const hasLock = input.request.lockFile?.endsWith('.json') === true;
  return hasLock && (await hasLocalPackages(input.contentFolder));
}

async function explained<Result>(work: Promise<Result>, { network }: BuildContext): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NodejsInstallFailed ? nodejsFailure(error, network.trouble) : error;
  }
}
