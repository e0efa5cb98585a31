import { Injectable } from '@nestjs/common';
import { optionsOf, type Stage } from '@packyard/contracts';
import type { StageHandler, StageOutcome } from '@packyard/pipeline';
import { type ClaimedTask, ExecutionRepository } from '@packyard/schema';
import { InstalledTests } from './installed-tests';
import { RegisterPackService } from './register-pack.service';

/** Stage 4: makes a pack go live; or, for `core.test_packs`, only tests one that does. */
@Injectable()
export class RegisterService implements StageHandler {
  readonly stage = 'register' satisfies Stage;

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: RegisterPackService,
    private readonly installed: InstalledTests,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    const options = optionsOf(await this.executions.find(task.executionId));
    return options.action === 'core.test_packs'
      ? this.installed.run(task, signal)
      : this.packs.run(task, options, signal);
  }
}
