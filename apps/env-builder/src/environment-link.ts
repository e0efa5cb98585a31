import { join, relative } from 'node:path';
import { Injectable } from '@nestjs/common';
import {
  type BuiltEnvironmentsOutput,
  type ExecutionOptions,
  RejectedError,
  type RuntimeName,
} from '@packyard/contracts';
import { findPackRoot } from '@packyard/pack';
import {
  type ClaimedTask,
  type EnvironmentEntity,
  EnvironmentUseRepository,
  type ClaimedPack,
  ExecutionPackRepository,
  TaskRepository,
  type UnitOfWork,
} from '@packyard/schema';
import { EnvironmentStore, HomeLayout, isForeign, LocalPolicy, placeLink, readLinkIfAny } from '@packyard/store';
import { isEnvironment } from './is-environment';

/** Links the environment, once it is ready, and reports it. */
export type LinkEnvironment = (unit: UnitOfWork, ready: Ready, durationMs: number) => Promise<void>;

type Ready = Pick<EnvironmentEntity, 'id' | 'runtime' | 'path' | 'details'>;

/**
 * Links a built environment into the folder that the request names, under the name that Attune's packs expect there.
 * Only `core.build_pack_envs` asks for that: installed packs get their links when they are published.
 */
@Injectable()
export class EnvironmentLink {
  constructor(
    private readonly policy: LocalPolicy,
    private readonly layout: HomeLayout,
    private readonly store: EnvironmentStore,
    private readonly uses: EnvironmentUseRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly tasks: TaskRepository,
  ) {}

  /** What another task has built, in this execution or before, only has to be linked. */
  async isAllThatIsLeft(
    task: ClaimedTask,
    { id, status, path }: EnvironmentEntity,
    { action, forceRebuild }: ExecutionOptions,
  ): Promise<boolean> {
    if (action !== 'core.build_pack_envs' || status !== 'ready' || path === null) return false;
    if (!(await this.store.isPresent(path))) return false;
    if (!forceRebuild) return true;
    const tasks = await this.tasks.listOf(task.executionId);
    return tasks.some((other) => other.environmentId === id && other.status === 'succeeded');
  }

  /**
   * Finds out where to, before anything is built.
   * @throws RejectedError DESTINATION_INVALID when something that is not ours lies where the link has to be
   */
  async prepare(pack: ClaimedPack, runtime: RuntimeName, options: ExecutionOptions): Promise<LinkEnvironment> {
    if (options.action !== 'core.build_pack_envs') return () => Promise.resolve();
    if (pack.source.kind !== 'local') throw new Error(`Pack ${pack.id} has no folder for its ${runtime}`);
    const folder = await this.policy.resolve(pack.source.path);
    const root = await findPackRoot(folder);
    await this.policy.assertMayLinkInto(root);
    const shown = join(pack.source.path, relative(folder, root));
    const name = runtime === 'python' ? 'virtualenv' : 'node_modules';
    await this.assertReplaceable(join(root, name), { shown: join(shown, name), force: options.forceRebuild });
    return async (unit, ready, durationMs) => {
      const current = this.store.currentPath(ready.path ?? '');
      const target = runtime === 'python' ? current : join(current, name);
      const placed = await placeLink(join(root, name), target, async (path) => {
        return options.forceRebuild && (await isEnvironment(path));
      });
      unit.onRollback(placed.undo);
      unit.afterCommit(placed.finish);
      await this.uses.addLink(unit.transaction, ready.id, join(root, name));
      const environments = report(ready, join(shown, name));
      await this.packs.addEnvironment(unit.transaction, pack.id, { environments, durationMs });
    };
  }

  /** What was made by somebody else may still be needed. To build environments again is asked for; to remove others is not. */
  private async assertReplaceable(link: string, { shown, force }: { shown: string; force: boolean }): Promise<void> {
    if (!(await isForeign(link, [this.layout.environmentStore]))) return;
    const mayGo = (await readLinkIfAny(link)) !== undefined || (await isEnvironment(link));
    if (mayGo && force) return;
    throw new RejectedError('DESTINATION_INVALID', `${shown} exists already, and Packyard did not build it.`, {
      hint: mayGo
        ? 'Remove it, or set force_rebuild to replace it.'
        : 'Remove it yourself if nobody needs it. It is no environment that venv, npm, pnpm or yarn made: force_rebuild replaces only those.',
    });
  }
}

function report({ runtime, details }: Ready, path: string): BuiltEnvironmentsOutput {
  const count = details?.packageCount ?? 0;
  const version = details?.runtimeVersion ?? 'unknown';
  return runtime === 'python'
    ? { python: { virtualenv_path: path, requirements_installed: true, package_count: count, python_version: version } }
    : {
        nodejs: {
          node_modules_path: path,
          dependencies_installed: true,
          package_count: count,
          nodejs_version: version,
        },
      };
}
