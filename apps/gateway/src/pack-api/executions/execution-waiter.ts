import { Injectable } from '@nestjs/common';
import { type ExecutionId, RejectedError, UnavailableError } from '@packyard/contracts';
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

  /**
   * The execution goes on even if the client disconnects.
   * @throws UnavailableError NOT_READY when the service shuts down; RejectedError CANCELLED by the signal
   */
  async waitFor(id: ExecutionId, signal?: AbortSignal): Promise<ExecutionEntity> {
    if (!(await this.waitForEnd(id, Infinity, signal))) throw signal?.aborted === true ? gone(id) : shuttingDown(id);
    const execution = await this.executions.find(id);
    if (execution === null) throw new Error(`Execution ${id} has gone`);
    return execution;
  }

  /** Ends with the execution, after `withinMs`, by the signal, or when the service shuts down; whether the execution has ended. */
  async waitForEnd(id: ExecutionId, withinMs: number, signal?: AbortSignal): Promise<boolean> {
    const wakeSignal = new WakeSignal();
    const unsubscribe = this.feed.subscribeToEnd(id, () => wakeSignal.wake());
    let isOver = withinMs <= 0 || signal?.aborted === true;
    const end = () => {
      isOver = true;
      wakeSignal.wake();
    };
    signal?.addEventListener('abort', end);
    const timer = Number.isFinite(withinMs) ? setTimeout(end, withinMs) : undefined;
    try {
      for (;;) {
        if ((await this.executions.hasEnded(id)) !== false) return true;
        if (isOver || this.feed.isShuttingDown) return false;
        await wakeSignal.next();
      }
    } finally {
      clearTimeout(timer);
      unsubscribe();
    }
  }
}

function shuttingDown(id: ExecutionId): UnavailableError {
  return new UnavailableError('NOT_READY', `The service shuts down; execution ${id} goes on when it is back.`, {
    hint: `Look at /api/v1/executions/${id} then.`,
  });
}

/** Nobody reads it. */
function gone(id: ExecutionId): RejectedError {
  return new RejectedError('CANCELLED', `The client has gone; execution ${id} goes on.`, {
    hint: `Look at /api/v1/executions/${id}.`,
  });
}
