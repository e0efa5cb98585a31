import { Injectable } from '@nestjs/common';
import { InstallPacksParameters, type Stage } from '@packyard/contracts';
import { readPack } from '@packyard/pack';
import type { StageHandler, StageOutcome } from '@packyard/pipeline';
import {
  type ClaimedTask,
  EnvironmentRepository,
  ExecutionPackRepository,
  ExecutionRepository,
} from '@packyard/schema';
import { Registration, type RegistrationOrder } from './registration';
import { StagedContent } from './staged-content';

/** Stage 4: checks a pack once more, publishes it and enables it. */
@Injectable()
export class RegisterService implements StageHandler {
  readonly stage = 'register' satisfies Stage;

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly environments: EnvironmentRepository,
    private readonly content: StagedContent,
    private readonly registration: Registration,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    const order = await this.prepare(task);
    signal.throwIfAborted();
    let restoreLink: (() => Promise<void>) | undefined;
    return {
      store: async (transaction) => {
        restoreLink = await this.registration.register(transaction, order);
      },
      undo: async () => restoreLink?.(),
    };
  }

  private async prepare(task: ClaimedTask): Promise<RegistrationOrder> {
    if (task.packId === null) throw new Error(`Task ${task.id} names no pack to register`);
    const pack = await this.packs.find(task.packId);
    const execution = await this.executions.find(task.executionId);
    const parameters = InstallPacksParameters.parse(execution?.parameters);
    const content = await this.content.find(pack);
    return {
      pack,
      content,
      parsed: await readPack(content.folder, { skipValidation: parameters.skip_validation }),
      environments: await this.environments.usedBy(pack.id),
      mayReplace: parameters.force,
    };
  }
}
