import { Injectable } from '@nestjs/common';
import {
  type EnvironmentRequest,
  type ExecutionOptions,
  optionsOf,
  RejectedError,
  type Stage,
} from '@packyard/contracts';
import { type StageHandler, type StageOutcome, type TaskProgress, withTimeLimit } from '@packyard/pipeline';
import {
  type ClaimedTask,
  type EnvironmentDetails,
  type EnvironmentEntity,
  EnvironmentRepository,
  ExecutionPackRepository,
  TaskOutputRepository,
} from '@packyard/schema';
import { GivenLocks, sha256Of } from '@packyard/store';
import { BuildJournal } from './build-journal';
import { type BuildFolders, BuildWorkspace } from './build-workspace';
import { ExportCollector } from './export-collector';
import { EnvironmentLink, type LinkEnvironment } from './environment-link';
import type { BuildReport, ContainedEnvironment } from './runtimes/runtime';
import { Runtimes } from './runtimes/runtimes';
import { VendoredSource } from './vendored-source';

interface Order {
  environment: EnvironmentEntity;
  folders: BuildFolders;
  options: ExecutionOptions;
  packName: string;
  report: BuildReport;
}

/** Stage 3: builds one environment at its final place and tests that it can be used. */
@Injectable()
export class BuildService implements StageHandler {
  readonly stage = 'build' satisfies Stage;

  constructor(
    private readonly environments: EnvironmentRepository,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly workspace: BuildWorkspace,
    private readonly runtimes: Runtimes,
    private readonly links: EnvironmentLink,
    private readonly outputs: TaskOutputRepository,
    private readonly exports: ExportCollector,
    private readonly vendored: VendoredSource,
    private readonly locks: GivenLocks,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal, progress: TaskProgress): Promise<StageOutcome> {
    const { environmentId, pack } = task;
    if (environmentId === null || pack === null) throw new Error(`Task ${task.id} names nothing to build`);
    const environment = await this.environments.find(environmentId);
    if (task.execution.action === 'core.export_packs') {
      return this.exports.collect({ task, pack, environment }, signal, progress);
    }
    if (pack.downloaded === null) throw new Error(`Pack ${pack.id} is to be built but was never downloaded`);
    const options = optionsOf(task.execution);
    const link = await this.links.prepare(pack, environment.runtime, options);
    const startedAt = Date.now();
    if (await this.links.isAllThatIsLeft(task, environment, options)) {
      return { store: (unit) => link(unit, environment, Date.now() - startedAt) };
    }
    const folders = await this.workspace.prepare(task, environment, pack.downloaded.stagedPath);
    try {
      const report = new BuildJournal(task, this.outputs, progress);
      const order = { environment, folders, options, packName: pack.ref ?? pack.description, report };
      const { lock, ...built } = await this.build(order, signal).finally(() => report.close());
      await this.assertLocked(order, lock);
      await this.workspace.keepLock(environment, lock);
      const details = { ...built, durationMs: Date.now() - startedAt };
      return this.outcome(environment, { path: folders.path, details, link });
    } finally {
      await this.workspace.clear(task);
    }
  }

  private async build(order: Order, signal: AbortSignal): Promise<ContainedEnvironment> {
    const { environment, folders, options, report } = order;
    const limit = {
      seconds: options.buildSeconds,
      signal,
      subject: `Building the ${environment.runtime} environment of ${order.packName}`,
      hint: `Give it more time with the parameter ${options.buildTimeoutName}.`,
    };
    // Who asks for a new build wants what is newest now.
    const brought = await this.vendored.of(environment.request);
    const given = brought?.lock ?? (await this.givenLock(environment.request));
    const lock = given ?? (options.forceRebuild ? undefined : await this.workspace.lockOf(environment));
    return withTimeLimit(limit, (limited) =>
      this.runtimes.of(environment.runtime).build(
        {
          request: environment.request,
          contentFolder: folders.contentFolder,
          scratchFolder: folders.scratchFolder,
          targetFolder: folders.targetFolder,
          cacheFolder: folders.cacheFolder,
          lock,
          vendored: brought?.vendored,
          report,
        },
        limited,
      ),
    );
  }

  private async givenLock({ runtime, locked }: EnvironmentRequest): Promise<string | undefined> {
    if (locked === undefined) return undefined;
    const lock = await this.locks.read(locked);
    if (lock !== undefined) return lock;
    const message = `The lock ${locked} of a ${runtime} environment, which came with the request, is not in the store any more.`;
    throw new RejectedError('ENVIRONMENT_FAILED', message, { hint: 'Install from the lock once more.' });
  }

  /** An index that has some of the packages no more leads to others: those are not what was asked for. */
  private async assertLocked({ environment, folders, packName }: Order, lock: string): Promise<void> {
    const { runtime, locked } = environment.request;
    if (locked === undefined || sha256Of(lock) === locked) return;
    const given = (await this.locks.read(locked)) ?? '';
    await this.workspace.remove(folders.path);
    const message = `The ${runtime} environment of ${packName} can't be built as its lock says: ${difference(given, lock)}.`;
    const hint =
      'Make the package index offer what the lock names, build with the same tools, or install without the lock.';
    throw new RejectedError('LOCK_MISMATCH', message, { hint });
  }

  private outcome(
    environment: EnvironmentEntity,
    { path, details, link }: { path: string; details: EnvironmentDetails; link: LinkEnvironment },
  ): StageOutcome {
    return {
      store: async (unit) => {
        unit.onRollback(() => this.discard(environment, path));
        await this.environments.markReady(unit.transaction, environment.id, { path, details });
        await this.executionPacks.touchWaitingFor(unit.transaction, environment.id);
        await this.workspace.select(path);
        await link(unit, { id: environment.id, runtime: environment.runtime, path, details }, details.durationMs);
      },
    };
  }

  private async discard({ status, path: former }: EnvironmentEntity, path: string): Promise<void> {
    if (status === 'ready' && former !== null) await this.workspace.select(former);
    await this.workspace.remove(path);
  }
}

const MOST_SHOWN = 3;

/** The first lines that only one of them has. */
function difference(wanted: string, found: string): string {
  const lines = (text: string) => new Set(text.split('\n').map((line) => line.trim()));
  const [before, after] = [lines(wanted), lines(found)];
  const missing = [...before].filter((line) => !after.has(line)).slice(0, MOST_SHOWN);
  const other = [...after].filter((line) => !before.has(line)).slice(0, MOST_SHOWN);
  return `instead of ${missing.join(' ') || 'nothing'} it would have ${other.join(' ') || 'nothing'}`;
}
