import { Injectable } from '@nestjs/common';
import { optionsOf, type Stage } from '@packyard/contracts';
import type { StageHandler, StageOutcome } from '@packyard/pipeline';
import type { ClaimedTask } from '@packyard/schema';
import { AtomicSwitch } from './closing/atomic-switch';
import { DeferredCheck } from './closing/deferred-check';
import { InstalledTests } from './installed-tests/installed-tests';
import { PackRegistration } from './pack-registration';

/** Stage 4: makes a pack go live; at the end, what concerns all packs of a request. `core.test_packs` only tests. */
@Injectable()
export class RegisterHandler implements StageHandler {
  readonly stage = 'register' satisfies Stage;

  constructor(
    private readonly packs: PackRegistration,
    private readonly atomic: AtomicSwitch,
    private readonly deferred: DeferredCheck,
    private readonly installed: InstalledTests,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    const options = optionsOf(task.execution);
    const { pack } = task;
    if (pack === null) return options.atomic ? this.atomic.run(task, options) : this.deferred.run(task);
    return options.action === 'core.test_packs'
      ? this.installed.run({ task, pack }, signal)
      : this.packs.run({ task, pack }, options, signal);
  }
}
