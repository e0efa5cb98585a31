import { join, relative } from 'node:path';
import { Injectable } from '@nestjs/common';
import {
  environmentLinkName,
  environmentLinkTarget,
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
  PackProgressRepository,
  TaskRepository,
  type UnitOfWork,
} from '@packyard/schema';
import {
  EnvironmentStore,
  HomeLayout,
  belongsToOthers,
  LocalPolicy,
  type ReplacedLink,
  replaceUsersLink,
  readLinkIfAny,
} from '@packyard/store';
import { isEnvironment } from './is-environment';

/** Links the environment, once it is ready, and reports it. */
export type PlaceLink = (unit: UnitOfWork, ready: Ready, durationMs: number) => Promise<void>;

type Ready = Pick<EnvironmentEntity, 'id' | 'runtime' | 'path' | 'details'>;

/**
 * Links a built environment into the folder that the request names, under the name that Attune's packs expect there.
 * Only `core.build_pack_envs` asks for that: installed packs get their links when they are published.
 */
@Injectable()
export class EnvironmentLinker {
  constructor(
    private readonly policy: LocalPolicy,
    private readonly layout: HomeLayout,
    private readonly store: EnvironmentStore,
    private readonly uses: EnvironmentUseRepository,
    private readonly packProgress: PackProgressRepository,
    private readonly tasks: TaskRepository,
  ) {}

  /** What another task has built, in this execution or before, only has to be linked. */
  async needsOnlyLink(
    task: ClaimedTask,
    { id, status, path }: EnvironmentEntity,
    { action, forceRebuild }: ExecutionOptions,
  ): Promise<boolean> {
    if (action !== 'core.build_pack_envs' || status !== 'ready' || path === null) return false;
    if (!(await this.store.isCurrentUsable(path))) return false;
    if (!forceRebuild) return true;
    const tasks = await this.tasks.listOf(task.executionId);
    return tasks.some((other) => other.environmentId === id && other.status === 'succeeded');
  }

  /**
   * Finds out where to, before anything is built.
   * @throws RejectedError DESTINATION_INVALID when something that is not ours lies where the link has to be
   */
  async prepare(pack: ClaimedPack, runtime: RuntimeName, options: ExecutionOptions): Promise<PlaceLink> {
    if (pack.source.kind !== 'local') throw new Error(`Pack ${pack.id} has no folder for its ${runtime}`);
    const folder = await this.policy.resolve(pack.source.path);
    const root = await findPackRoot(folder);
    await this.policy.assertMayLinkInto(root);
    const shown = join(pack.source.path, relative(folder, root));
    const name = environmentLinkName(runtime);
    const entry = { root, name, shown: join(shown, name) };
    await this.assertReplaceable(join(root, name), { shown: entry.shown, force: options.forceRebuild });
    return async (unit, ready, durationMs) => {
      const target = environmentLinkTarget(runtime, this.store.currentLink(ready.path ?? ''));
      const placed = await this.place({ ...entry, target, force: options.forceRebuild });
      unit.onRollback(placed.undo);
      unit.afterCommit(placed.finish);
      await this.uses.addLink(unit.transaction, ready.id, join(root, name));
      const environments = report(ready, join(shown, name));
      await this.packProgress.addLinkedEnvironment(unit.transaction, pack.id, { environments, durationMs });
    };
  }

  /** Building took its time: where the folder leads, and what lies in it, is decided anew. */
  private async place({ root, name, shown, target, force }: LinkedEntry): Promise<ReplacedLink> {
    return this.policy.linkingInto(root, async (folder) => {
      await this.assertReplaceable(await folder.entry(name), { shown, force });
      const mayGo = (path: string) => this.isReplaceable(path, force);
      try {
        return await replaceUsersLink(folder, { name, target, mayGo });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        throw inTheWay(shown, 'Remove it yourself if nobody needs it, and try again: it came while this was built.');
      }
    });
  }

  /** What was made by somebody else may still be needed. To build environments again is asked for; to remove others is not. */
  private async assertReplaceable(link: string, { shown, force }: { shown: string; force: boolean }): Promise<void> {
    if (await this.isReplaceable(link, force)) return;
    const isLink = (await readLinkIfAny(link)) !== undefined;
    const hint = isLink
      ? 'Remove it yourself if nobody needs it. It is a link that Packyard did not make: force_rebuild replaces none of those.'
      : (await isEnvironment(link))
        ? 'Remove it, or set force_rebuild to replace it.'
        : 'Remove it yourself if nobody needs it. It is no environment that venv, npm, pnpm or yarn made: force_rebuild replaces only those.';
    throw inTheWay(shown, hint);
  }

  /** Nothing, our own link, or with `force` a folder that can be made again. What a foreign link leads to says nothing of it. */
  private async isReplaceable(link: string, force: boolean): Promise<boolean> {
    if (!(await belongsToOthers(link, [this.layout.environmentStore]))) return true;
    return force && (await readLinkIfAny(link)) === undefined && (await isEnvironment(link));
  }
}

function inTheWay(shown: string, hint: string): RejectedError {
  return new RejectedError('DESTINATION_INVALID', `${shown} exists already, and Packyard did not build it.`, { hint });
}

interface LinkedEntry {
  /** The folder of the pack, without links. */
  root: string;
  name: string;
  shown: string;
  target: string;
  force: boolean;
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
