import { Injectable } from '@nestjs/common';
import { InstallPacksParameters, type Stage } from '@packyard/contracts';
import { type StageHandler, type StageOutcome, withTimeLimit } from '@packyard/pipeline';
import {
  type ClaimedTask,
  type EnvironmentEntity,
  EnvironmentRepository,
  ExecutionPackRepository,
  ExecutionRepository,
} from '@packyard/schema';
import { type BuildFolders, BuildWorkspace } from './build-workspace';
import type { BuiltEnvironment } from './runtimes/runtime';
import { Runtimes } from './runtimes/runtimes';

/** Stage 3: builds one environment at its final place and proves that it can be used. */
@Injectable()
export class BuildService implements StageHandler {
  readonly stage = 'build' satisfies Stage;

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly environments: EnvironmentRepository,
    private readonly workspace: BuildWorkspace,
    private readonly runtimes: Runtimes,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    if (task.environmentId === null || task.packId === null) throw new Error(`Task ${task.id} names nothing to build`);
    const environment = await this.environments.find(task.environmentId);
    const pack = await this.packs.find(task.packId);
    if (pack.downloaded === null) throw new Error(`Pack ${pack.id} is to be built but was never downloaded`);
    const startedAt = Date.now();
    const folders = await this.workspace.prepare(task, environment, pack.downloaded.stagedPath);
    try {
      const built = await this.build(task, { environment, folders, packName: pack.ref ?? pack.description }, signal);
      return this.outcome(environment, folders, { ...built, durationMs: Date.now() - startedAt });
    } finally {
      await this.workspace.clear(task);
    }
  }

  private async build(
    task: ClaimedTask,
    order: { environment: EnvironmentEntity; folders: BuildFolders; packName: string },
    signal: AbortSignal,
  ): Promise<BuiltEnvironment> {
    const execution = await this.executions.find(task.executionId);
    const { build_timeout: seconds } = InstallPacksParameters.parse(execution?.parameters);
    const { environment, folders } = order;
    const limit = {
      seconds,
      signal,
      subject: `Building the ${environment.runtime} environment of ${order.packName}`,
      hint: 'Give it more time with the parameter build_timeout.',
    };
    return withTimeLimit(limit, (limited) =>
      this.runtimes.of(environment.runtime).build(
        {
          request: environment.request,
          contentFolder: folders.contentFolder,
          targetFolder: folders.targetFolder,
          cacheFolder: folders.cacheFolder,
        },
        limited,
      ),
    );
  }

  private outcome(
    environment: EnvironmentEntity,
    { path }: BuildFolders,
    details: BuiltEnvironment & { durationMs: number },
  ): StageOutcome {
    return {
      store: async (transaction) => {
        await this.environments.markReady(transaction, environment.id, { path, details });
        await this.workspace.select(path);
      },
      undo: async () => {
        if (environment.status === 'ready' && environment.path !== null) await this.workspace.select(environment.path);
        await this.workspace.remove(path);
      },
    };
  }
}
