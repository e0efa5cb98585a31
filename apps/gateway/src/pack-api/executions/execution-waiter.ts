import { Injectable } from '@nestjs/common';
import { type ExecutionId, UnavailableError } from '@packyard/contracts';
import { type ExecutionEntity, ExecutionRepository } from '@packyard/schema';
import { EventFeed } from '../events/event-feed';
import { WakeSignal } from '../events/wake-signal';

/** Waits for the end of executions, for routes that answer only then. */
@Injectable()
export class ExecutionWaiter {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly feed: EventFeed,
  ) {}

  /** The execution goes on even if the client disconnects. */
  async of(id: ExecutionId): Promise<ExecutionEntity> {
    const wakeSignal = new WakeSignal();
    const unsubscribe = this.feed.subscribe(id, () => wakeSignal.wake());
    try {
      for (;;) {
        const hasEnded = await this.executions.hasEnded(id);
        if (hasEnded !== false) return await this.find(id);
        if (this.feed.isShuttingDown) throw shuttingDown(id);
        await wakeSignal.next();
      }
    } finally {
      unsubscribe();
    }
  }

  private async find(id: ExecutionId): Promise<ExecutionEntity> {
    const execution = await this.executions.find(id);
    if (execution === null) throw new Error(`Execution ${id} has gone`);
    return execution;
  }
}

function shuttingDown(id: ExecutionId): UnavailableError {
  return new UnavailableError('NOT_READY', `The service shuts down; execution ${id} goes on when it is back.`, {
    hint: `Look at /api/v1/executions/${id} then.`,
  });
}
