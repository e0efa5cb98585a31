import { basename, join } from 'node:path';
import type { BuildProxy, NetworkPolicy } from '@packyard/network';
import type { Containment } from '@packyard/sandbox';
import { NOBODY, urlsOf } from '../checks/foreign-urls';
import { checkLockText, checkNpmFiles } from '../checks/npm-files-check';
import { type BuildContext, buildInScratch } from '../build-in-scratch';
import { folderSize } from '../folder-size';
import { linkModeOf } from '../link-mode';
import type {
  BuildOrder,
  BuiltEnvironment,
  CollectedPackages,
  CollectOrder,
  ContainedEnvironment,
  Runtime,
} from '../runtime';
import { readSmokeTest } from '../smoke-test';
import { giveUsualModes } from '../usual-modes';
import { collectArchives } from './collect-archives';
import { hasWorkspaces } from './has-workspaces';
import { collectNode } from './imported-node';
import { nativePartHint } from './native-part-hint';
import { placeNode } from './kept-nodes';
import { type InstalledModules, type NodeBuilder, NodeInstallFailed } from './node-builder';
import { hasLocalPackages } from './local-packages';
import { nodeFailure } from './node-failure';
import { type NodeInterpreter, withInterpreter } from './node-interpreter';
import type { NodeProvider } from './node-provider';
import { NODEJS_SMOKE_TEST } from './nodejs-smoke-test';
import { npmLockedPackages } from './npm-vendored-lock';
import { NpmBuilder } from './npm.builder';
import { PnpmBuilder } from './pnpm.builder';
import { lockedPackages } from './vendored-lock';
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
  nodes: NodeProvider;
  environment?: Readonly<Record<string, string>>;
}

/** `node_modules`, filled by pnpm (or npm) from `package.json` and the lock file that belongs to it. */
export class NodejsRuntime implements Runtime {
  readonly name = 'nodejs';

  constructor(private readonly options: NodejsOptions) {}

  build(order: BuildOrder, signal: AbortSignal): Promise<ContainedEnvironment> {
    return this.inScratch(order, signal, (context) => this.buildWith(order, context));
  }

  collect(order: CollectOrder, signal: AbortSignal): Promise<CollectedPackages> {
    return this.inScratch(order, signal, async (context) => {
      const { signal: limited } = context.allowance;
      const urls = urlsOf(this.options.policy, context);
      const check = { root: order.contentFolder, urls, signal: limited };
      await checkNpmFiles(check);
      await checkLockText(order.lock, 'the lock', check);
      const folder = join(order.targetFolder, 'archives');
      const isOfPnpm = order.lock.startsWith('lockfileVersion:');
      const packages = isOfPnpm ? lockedPackages(order.lock) : npmLockedPackages(order.lock);
      const work = async () => {
        const archives = await collectArchives(packages, { contentFolder: order.contentFolder, folder, context });
        const known = new Set(archives.map((path) => basename(path)));
        // A pack may depend on that very package.
        return [...archives, ...(await collectNode(order, context)).filter((path) => !known.has(basename(path)))];
      };
      const paths = await explained(work(), context);
      return { runtimeVersion: order.runtimeVersion, lock: order.lock, paths };
    });
  }

  private inScratch<Built extends object>(
    order: BuildOrder,
    signal: AbortSignal,
    work: (context: BuildContext) => Promise<Built>,
  ) {
    const environment = {
      ...this.options.environment,
      npm_config_cache: order.cacheFolder,
      npm_config_update_notifier: 'false',
    };
    const { containment, proxy } = this.options;
    return buildInScratch({ containment, proxy, order, environment, signal }, work);
  }

  private async buildWith(order: BuildOrder, context: BuildContext): Promise<BuiltEnvironment> {
    const { allowance } = context;
    const policy = order.vendored === undefined ? this.options.policy : NOBODY;
    const urls = urlsOf(policy, context);
    const check = { root: order.contentFolder, urls, signal: allowance.signal };
    const leftOut = await checkNpmFiles(check);
    // Code of packages may have had a hand in it.
    if (order.lock !== undefined) await checkLockText(order.lock, 'the lock of the former build', check);
    const interpreter = await this.options.nodes.find(order, context);
    const installed = await this.install(order, withInterpreter(context, interpreter));
    const report = await this.tried(interpreter, order, context);
    const { limits } = this.options.containment;
    await giveUsualModes(order.targetFolder, limits.files);
    return {
      ...installed,
      runtimeVersion: interpreter.version,
      linkMode: await linkModeOf(order.targetFolder, limits.files),
      packageCount: report.count,
      sizeBytes: await folderSize(order.targetFolder, limits),
      warnings: [...leftOut, ...installed.warnings, ...report.warnings],
    };
  }

  /** With the interpreter that users of the environment find in it. */
  private async tried({ version, program }: NodeInterpreter, order: BuildOrder, { run }: BuildContext) {
    const own = program === undefined ? 'node' : await placeNode({ version, program }, order.targetFolder);
    order.report.progress('loading what was installed');
    const result = await run(own, ['--input-type=module', '-e', NODEJS_SMOKE_TEST], {
      workingFolder: order.targetFolder,
      isQuiet: true,
    });
    return readSmokeTest(result, (reason) => nativePartHint(reason, this.options.allowInstallScripts));
  }

  private async install(order: BuildOrder, context: BuildContext): Promise<InstalledModules> {
    return explained((await this.builder(order, context)).install(order), context);
  }

  private async builder(order: BuildOrder, context: BuildContext): Promise<NodeBuilder> {
    const { allowInstallScripts } = this.options;
    const { run, environment, allowance } = context;
    const program = (await isForNpm(order)) ? undefined : pnpmProgram();
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
async function isForNpm(order: BuildOrder): Promise<boolean> {
  // Who brings packages along brings them for the tool whose lock that is.
  if (order.vendored !== undefined) return order.lock?.startsWith('lockfileVersion:') !== true;
  if (await hasWorkspaces(order)) return true;
  const hasLock = order.request.lockFile?.endsWith('.json') === true;
  return hasLock && (await hasLocalPackages(order.contentFolder));
}

async function explained<Result>(work: Promise<Result>, { network }: BuildContext): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NodeInstallFailed ? nodeFailure(error, network.trouble) : error;
  }
}
