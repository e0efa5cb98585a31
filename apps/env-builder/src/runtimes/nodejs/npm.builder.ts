import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../build-in-scratch';
import { foreignFolder } from '../phase-access';
import type { BuildOrder } from '../runtime';
import { copyLocalPackages } from './copy-local-packages';
import { type InstalledModules, type NodeBuilder, NodeInstallFailed } from './node-builder';

const COMMON = ['--omit=dev', '--install-links', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];

/** `node_modules` by npm: for workspaces, and where there is no pnpm for the platform. */
export class NpmBuilder implements NodeBuilder {
  constructor(
    private readonly run: Run,
    private readonly allowInstallScripts: boolean,
  ) {}

  async install(order: BuildOrder): Promise<InstalledModules> {
    await this.installInContent(order);
    await this.take(order);
    const lock = await readFile(join(order.targetFolder, 'node_modules', '.package-lock.json'), 'utf8');
    return { lock, builder: 'npm' };
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
