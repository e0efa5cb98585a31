import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult } from '@packyard/sandbox';
import type { BuildContext, RunProgram } from '../build-in-scratch';
import { compareLockfiles } from '../checks/lockfile-reader';
import { checkResolvedLock } from '../checks/npm-files-check';
import type { CopyAllowance } from '../copy-allowance';
import { readForeignFile, replaceForeignFile } from '../foreign-files';
import { foreignFolder } from '../build-phase-access';
import type { BuildInput } from '../runtime';
import { assertLockfileFits } from './lockfile-fits';
import { nameLocalPackages } from './local-packages';
import { type InstalledModules, type NodejsBuilder, NodejsInstallFailed } from './nodejs-builder';
import { PnpmOutput } from './pnpm-output';
import { PNPM_ALONE } from './pnpm-tool';
import { placeVendored } from '../vendored';
import { copyNodeModules } from './copy-node-modules';
import { archiveName, withLocalArchives } from './vendored-lockfile';

const LOCK = 'pnpm-lock.yaml';
/** A flat `node_modules` without links in it, as npm makes it; nothing of the pack's is run. */
const COMMON = ['--prod', '--config.node-linker=hoisted', '--ignore-pnpmfile', '--reporter=ndjson'];

export interface Pnpm {
  program: string;
  version: string;
  /** Variables. */
  settings: Readonly<Record<string, string>>;
}

/** `node_modules` by pnpm: files are linked from a store that holds each of them once. */
export class PnpmBuilder implements NodejsBuilder {
  private readonly run: RunProgram;
  private readonly allowance: CopyAllowance;

  constructor(
    private readonly pnpm: Pnpm,
    { run, allowance }: Pick<BuildContext, 'run' | 'allowance'>,
    private readonly allowInstallScripts: boolean,
  ) {
    this.run = run;
    this.allowance = allowance;
  }

  /** In the environment's own folder, where files can be linked; beside the pack's files only when they are needed. */
  async install(input: BuildInput): Promise<InstalledModules> {
    const { contentFolder, targetFolder, request } = input;
    const needsPack = request.inputs.some(({ path }) => path === '.');
    const folder = needsPack ? contentFolder : targetFolder;
    if (!needsPack) {
      for (const { path } of request.inputs) await cp(join(contentFolder, path), join(targetFolder, path));
    }
    // Its settings steer pnpm in more ways than anybody could name.
    await rm(join(folder, 'pnpm-workspace.yaml'), { force: true });
    // A lock knows them by the names that they had when it was made.
    const isNew = request.lockFile === undefined && input.lock?.includes(' link:') !== true;
    if (isNew) await nameLocalPackages(folder);
    const isOurs = input.lock?.startsWith('lockfileVersion:') === true;
    const vendored = await vendoredLock(input);
    const isLocked = await this.lockIn(folder, { ...input, lock: vendored ?? (isOurs ? input.lock : undefined) });
    const isResolved = isLocked || (await this.resolve(folder, input, needsPack));
    await this.fill(folder, input, { isLocked: isResolved, isOurs });
    const lock = vendored === undefined ? await readForeignFile(join(folder, LOCK)) : (input.lock ?? vendored);
    // Links that were made are gone with the target.
    if (!isResolved) await this.check(lock, folder);
    if (needsPack) await copyNodeModules(input, this.allowance);
    else
      for (const { path } of request.inputs)
        if (path !== request.packageFile) await rm(join(targetFolder, path), { force: true });
    return { lock, builder: `pnpm ${this.pnpm.version}`, warnings: [] };
  }

  /**
   * The pack's own lock decides, whoever wrote it; before all, what an earlier build installed.
   * @returns whether there is a lock
   */
  private async lockIn(folder: string, { lock, request }: Pick<BuildInput, 'lock' | 'request'>): Promise<boolean> {
    if (lock !== undefined) {
      await replaceForeignFile(join(folder, LOCK), lock);
      return true;
    }
    const { lockFile } = request;
    if (lockFile === undefined || lockFile === LOCK) return lockFile !== undefined;
    await assertLockfileFits(folder, lockFile);
    const imported = await this.call(folder, ['import', '--ignore-pnpmfile'], 'fetch');
    if (imported.exitCode !== 0) throw new NodejsInstallFailed('pnpm', 'import', imported);
    const [text, made] = await Promise.all([lockFile, LOCK].map((name) => readForeignFile(join(folder, name))));
    await compareLockfiles({ file: lockFile, text: text ?? '' }, made ?? '', this.allowance.signal);
    await this.check(made ?? '', folder);
    return true;
  }

  /**
   * Of what lies in the pack, archives for one, and of what may run scripts, the lock is made and looked at first. The
   * others are spared the second run: what they link is looked at before anything gets to read it.
   * @returns whether there is a lock now
   */
  private async resolve(folder: string, input: BuildInput, needsPack: boolean): Promise<boolean> {
    if (!needsPack && !this.allowInstallScripts) return false;
    const { args, phase } = this.installing(input);
    const resolved = await this.call(folder, [...args, '--no-frozen-lockfile', '--lockfile-only'], phase);
    if (resolved.exitCode !== 0) throw new NodejsInstallFailed('pnpm', 'install', resolved);
    await this.check(await readForeignFile(join(folder, LOCK)), folder);
    return true;
  }

  private check(lock: string, root: string): Promise<void> {
    return checkResolvedLock(lock, { root, signal: this.allowance.signal });
  }

  private installing(input: BuildInput): { args: string[]; phase: 'fetch' | 'build' } {
    const store = this.allowInstallScripts ? join(foreignFolder(input), 'pnpm') : join(input.cacheFolder, 'pnpm');
    const scripts = this.allowInstallScripts ? '--config.dangerously-allow-all-builds=true' : '--ignore-scripts';
    const phase = this.allowInstallScripts ? 'build' : 'fetch';
    return { args: ['install', ...COMMON, `--store-dir=${store}`, scripts], phase };
  }

  private async fill(
    folder: string,
    input: BuildInput,
    { isLocked, isOurs }: { isLocked: boolean; isOurs: boolean },
  ): Promise<void> {
    const installing = this.installing(input);
    const { phase } = installing;
    const args = [...installing.args, isLocked ? '--frozen-lockfile' : '--no-frozen-lockfile'];
    if (isOurs) {
      // It was verified when it was made; to verify it again would take a registry.
      const cached = await this.call(folder, [...args, '--offline', '--trust-lockfile'], phase);
      if (cached.exitCode === 0) return;
      if (input.vendored !== undefined) throw new NodejsInstallFailed('pnpm', 'install', cached);
    }
    const result = await this.call(folder, args, phase);
    if (result.exitCode !== 0) throw new NodejsInstallFailed('pnpm', 'install', result);
  }

  private call(folder: string, args: readonly string[], phase: 'fetch' | 'build'): Promise<CommandResult> {
    const output = new PnpmOutput();
    const environment = { ...this.pnpm.settings, ...PNPM_ALONE };
    return this.run(this.pnpm.program, args, {
      workingFolder: folder,
      phase,
      intoTarget: true,
      environment,
      onLine: (line) => output.progressOf(line),
      asText: (line) => output.textOf(line),
    });
  }
}

/** The input's lock, with the archives that came along in place of those of a registry. */
async function vendoredLock(input: BuildInput): Promise<string | undefined> {
  const folder = await placeVendored(input);
  if (folder === undefined) return undefined;
  return withLocalArchives(input.lock ?? '', (locked) => join(folder, archiveName(locked)));
}
