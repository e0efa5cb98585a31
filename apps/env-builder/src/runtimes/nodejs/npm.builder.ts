import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkResolvedLock } from '../checks/npm-files-check';
import type { RunProgram } from '../build-in-scratch';
import type { CopyAllowance } from '../copy-allowance';
import { readForeignFile, replaceForeignFile } from '../foreign-files';
import { foreignFolder } from '../build-phase-access';
import type { BuildInput } from '../runtime';
import { placeVendored } from '../vendored';
import { type InstalledModules, type NodejsBuilder, NodejsInstallFailed } from './nodejs-builder';
import { assertNoRepositories } from './assert-no-repositories';
import { npmLockWithLocalArchives } from './npm-vendored-lockfile';
import { copyNodeModules } from './copy-node-modules';
import { archiveName } from './vendored-lockfile';

const COMMON = ['--omit=dev', '--install-links', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];

/**
 * To prepare a package of a repository npm starts itself in there, which obeys the settings of that folder: they can name any
 * program as git. What is set here goes before them; newer ones refuse such packages by themselves.
 */
export const WITHOUT_GIT = { npm_config_git: '/bin/false', npm_config_allow_git: 'none' };

/**
 * `node_modules` by npm: for workspaces, and where there is no pnpm for the platform. Some releases of npm run scripts of
 * folders and of repositories although they are told not to, so it may never do more than code of packages may: its cache is
 * the build's own.
 */
export class NpmBuilder implements NodejsBuilder {
  constructor(
    private readonly run: RunProgram,
    private readonly allowInstallScripts: boolean,
    private readonly allowance: CopyAllowance,
  ) {}

  async install(input: BuildInput): Promise<InstalledModules> {
    const isVendored = await placeVendoredLock(input);
    if (!this.allowInstallScripts && !isVendored) await assertNoRepositories(input);
    await this.installInContent(input, isVendored);
    await copyNodeModules(input, this.allowance);
    if (isVendored) return { lock: input.lock ?? '', builder: 'npm', warnings: [] };
    const lock = await readForeignFile(join(input.targetFolder, 'node_modules', '.package-lock.json'));
    // Packages of a registry and archives name folders too.
    await checkResolvedLock(lock, { root: input.contentFolder, signal: this.allowance.signal });
    return { lock, builder: 'npm', warnings: notFollowed(input) };
  }

  /** In the copy of the pack, where local dependencies (`file:./vendor/x`) are found; they are copied, not linked. */
  private async installInContent(input: BuildInput, isVendored: boolean): Promise<void> {
    const { lockFile } = input.request;
    const isLocked = isVendored || lockFile?.endsWith('.json') === true;
    const verb = isLocked ? 'ci' : 'install';
    const args = [
      verb,
      ...COMMON,
      ...(isVendored ? ['--offline'] : []),
      ...(this.allowInstallScripts ? [] : ['--ignore-scripts']),
    ];
    const environment = {
      npm_config_cache: join(foreignFolder(input), 'npm'),
      ...(this.allowInstallScripts ? {} : WITHOUT_GIT),
    };
    const result = await this.run('npm', args, { phase: 'build', environment });
    if (result.exitCode !== 0) throw new NodejsInstallFailed('npm', verb, result);
  }
}

/** Puts a lock that names the archives that came along in place of the pack's own; false when none came. */
async function placeVendoredLock(input: BuildInput): Promise<boolean> {
  const folder = await placeVendored(input);
  if (folder === undefined) return false;
  const { contentFolder, request, lock = '' } = input;
  const manifest = await readForeignFile(join(contentFolder, request.packageFile));
  await rm(join(contentFolder, 'npm-shrinkwrap.json'), { force: true });
  const local = npmLockWithLocalArchives(lock, manifest, (locked) => join(folder, archiveName(locked)));
  await replaceForeignFile(join(contentFolder, 'package-lock.json'), local);
  return true;
}

/** It knows its own lock files alone. */
function notFollowed({ request: { lockFile } }: BuildInput): string[] {
  if (lockFile === undefined || lockFile.endsWith('.json')) return [];
  return [`${lockFile} was not followed: npm built the environment, as it does for workspaces and where no pnpm runs.`];
}
