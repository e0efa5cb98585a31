import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../build-in-scratch';
import { foreignFolder } from '../phase-access';
import type { BuildOrder } from '../runtime';
import { type InstalledModules, type NodeBuilder, NodeInstallFailed } from './node-builder';
import { takeModules } from './take-modules';

const COMMON = ['--omit=dev', '--install-links', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];

/** `node_modules` by npm: for workspaces, and where there is no pnpm for the platform. */
export class NpmBuilder implements NodeBuilder {
  constructor(
    private readonly run: Run,
    private readonly allowInstallScripts: boolean,
  ) {}

  async install(order: BuildOrder): Promise<InstalledModules> {
    await this.installInContent(order);
    await takeModules(order);
    const lock = await readFile(join(order.targetFolder, 'node_modules', '.package-lock.json'), 'utf8');
    return { lock, builder: 'npm', warnings: notFollowed(order) };
  }

  /** In the copy of the pack, where local dependencies (`file:./vendor/x`) are found; they are copied, not linked. */
  private async installInContent(order: BuildOrder): Promise<void> {
    const { lockFile } = order.request;
    const verb = lockFile === undefined || !lockFile.endsWith('.json') ? 'install' : 'ci';
    const args = [verb, ...COMMON, ...(this.allowInstallScripts ? [] : ['--ignore-scripts'])];
    const cache = join(foreignFolder(order), 'npm');
    const result = this.allowInstallScripts
      ? await this.run('npm', args, { phase: 'build', environment: { npm_config_cache: cache } })
      : await this.run('npm', args, { phase: 'fetch' });
    if (result.exitCode !== 0) throw new NodeInstallFailed('npm', verb, result);
  }
}

/** It knows its own lock files alone. */
function notFollowed({ request: { lockFile } }: BuildOrder): string[] {
  if (lockFile === undefined || lockFile.endsWith('.json')) return [];
  return [`${lockFile} was not followed: npm built the environment, as it does for workspaces and where no pnpm runs.`];
}
