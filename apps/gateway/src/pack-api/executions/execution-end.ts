import { Injectable } from '@nestjs/common';
import { type ExecutionId, hasEnded, UnavailableError } from '@packyard/contracts';
import { type ExecutionEntity, ExecutionRepository } from '@packyard/schema';
import { EventFeed } from '../events/event-feed';
import { Wakening } from '../events/wakening';

/** For routes that answer only when the work is done, as Attune's own do. */
@Injectable()
export class ExecutionEnd {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly feed: EventFeed,
  ) {}

  /** The execution goes on when the one who waits gives up. */
  async of(id: ExecutionId): Promise<ExecutionEntity> {
    const wakening = new Wakening();
    const unsubscribe = this.feed.subscribe(id, () => wakening.wake());
    try {
      for (;;) {
        const execution = await this.executions.find(id);
        if (execution === null) throw new Error(`Execution ${id} has gone`);
        if (hasEnded(execution.status)) return execution;
        if (this.feed.isShuttingDown) throw shuttingDown(id);
        await wakening.next();
      }
    } finally {
      unsubscribe();
    }
  }
}

function shuttingDown(id: ExecutionId): UnavailableError {
  return new UnavailableError('NOT_READY', `The service shuts down; execution ${id} goes on when it is back.`, {
    hint: `Look at /api/v1/executions/${id} then.`,
  });
}
