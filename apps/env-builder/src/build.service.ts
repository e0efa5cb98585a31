import { Injectable } from '@nestjs/common';
import { type ExecutionOptions, optionsOf, type Stage } from '@packyard/contracts';
import { type StageHandler, type StageOutcome, withTimeLimit } from '@packyard/pipeline';
import {
  type ClaimedTask,
  type EnvironmentDetails,
  type EnvironmentEntity,
  EnvironmentRepository,
  ExecutionPackRepository,
  ExecutionRepository,
} from '@packyard/schema';
import { type Attach, Attachment } from './attachment';
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
    private readonly attachment: Attachment,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    if (task.environmentId === null || task.packId === null) throw new Error(`Task ${task.id} names nothing to build`);
    const environment = await this.environments.find(task.environmentId);
    const pack = await this.packs.find(task.packId);
    if (pack.downloaded === null) throw new Error(`Pack ${pack.id} is to be built but was never downloaded`);
    const options = optionsOf(await this.executions.find(task.executionId));
    const attach = await this.attachment.prepare(pack, environment.runtime, options);
    const startedAt = Date.now();
    if (await this.attachment.isAllThatIsLeft(task, environment, options)) {
      return { store: (transaction) => attach(transaction, environment, Date.now() - startedAt) };
    }
    const folders = await this.workspace.prepare(task, environment, pack.downloaded.stagedPath);
    try {
      const built = await this.build({ environment, folders, options, packName: pack.ref ?? pack.description }, signal);
      const details = { ...built, durationMs: Date.now() - startedAt };
      return this.outcome(environment, { path: folders.path, details, attach });
    } finally {
      await this.workspace.clear(task);
    }
  }

  private async build(
    order: { environment: EnvironmentEntity; folders: BuildFolders; options: ExecutionOptions; packName: string },
    signal: AbortSignal,
  ): Promise<BuiltEnvironment> {
    const { environment, folders, options } = order;
    const limit = {
      seconds: options.buildSeconds,
      signal,
      subject: `Building the ${environment.runtime} environment of ${order.packName}`,
      hint: `Give it more time with the parameter ${options.buildTimeoutName}.`,
    };
    return withTimeLimit(limit, (limited) =>
      this.runtimes.of(environment.runtime).build(
        {
          request: environment.request,
          contentFolder: folders.contentFolder,
          scratchFolder: folders.scratchFolder,
          targetFolder: folders.targetFolder,
          cacheFolder: folders.cacheFolder,
        },
        limited,
      ),
    );
  }

  private outcome(
    environment: EnvironmentEntity,
    { path, details, attach }: { path: string; details: EnvironmentDetails; attach: Attach },
  ): StageOutcome {
    return {
      store: async (transaction) => {
        await this.environments.markReady(transaction, environment.id, { path, details });
        await this.workspace.select(path);
        await attach(transaction, { runtime: environment.runtime, path, details }, details.durationMs);
      },
      undo: async () => {
        if (environment.status === 'ready' && environment.path !== null) await this.workspace.select(environment.path);
        await this.workspace.remove(path);
      },
    };
  }
}
