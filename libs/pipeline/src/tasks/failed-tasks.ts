import { Injectable } from '@nestjs/common';
import { type ErrorReport, type PackStatus, PackyardError, reportError, UnavailableError } from '@packyard/contracts';
import {
  type DueTask,
  PackProgressRepository,
  ExecutionRepository,
  type LeasedTask,
  TaskRepository,
  type Transaction,
  Transactions,
} from '@packyard/schema';
import { PipelineOptions } from '../pipeline-options';
import { StageQueues } from '../queue/stage-queues';
import { TaskStopped } from './lease-holder';
import { retryDelayMs } from './retry-delay';

/**
 * Stores that a task failed or was stopped: it is tried again, or ends, with the packs it works for. Always fenced by the task's
 * lease.
 */
@Injectable()
export class FailedTasks {
  constructor(
    private readonly transactions: Transactions,
    private readonly executions: ExecutionRepository,
    private readonly packProgress: PackProgressRepository,
    private readonly tasks: TaskRepository,
    private readonly queues: StageQueues,
    private readonly options: PipelineOptions,
  ) {}

  /**
   * Gives the task another try, or ends it; the execution is locked first, because an event may follow. Returns whether
   * it is due again: after another try's delay, or at once where this process only stops.
   */
  async retryOrEnd(task: LeasedTask, error: unknown): Promise<boolean> {
    let isRetried = false;
    await this.transactions.run(async (unit) => {
      await this.executions.lock(unit.transaction, task.executionId);
      const due = await this.endOrRelease(unit.transaction, task, error);
      isRetried = due !== undefined;
      if (due !== undefined) unit.afterCommit(() => this.queues.add([due]));
    });
    return isRetried;
  }

  /** Another try, a cancellation, a final failure, or the end of this process. Returns the task when it has to be enqueued again. */
  private async endOrRelease(
    transaction: Transaction,
    task: LeasedTask,
    reason: unknown,
  ): Promise<DueTask | undefined> {
    const error = asFailure(task, reason);
    const report = reportError(error);
    if (error instanceof TaskStopped && error.reason === 'cancelled') {
      return this.endWith(transaction, task, { status: 'cancelled' });
    }
    if (error instanceof TaskStopped) return this.tasks.release(transaction, task, { delayMs: 0 });
    if (error instanceof UnavailableError && task.failures + 1 < this.options.maxAttempts) {
      return this.retry(transaction, task, report);
    }
    const packRef = error instanceof PackyardError ? error.packRef : undefined;
    if (packRef !== undefined && task.executionPackId !== null)
      await this.packProgress.setRefIfUnknown(transaction, task.executionPackId, packRef);
    return this.endWith(transaction, task, { status: 'failed', error: report });
  }

  private async retry(transaction: Transaction, task: LeasedTask, report: ErrorReport): Promise<DueTask | undefined> {
    const delayMs = retryDelayMs(task.failures);
    const due = await this.tasks.release(transaction, task, { delayMs, error: report });
    if (due === undefined) return undefined;
    await this.movePacks(transaction, task, { status: 'pending' });
    await this.executions.appendEvent(transaction, task.executionId, {
      type: 'note',
      stage: task.stage,
      packId: task.executionPackId,
      text: `${report.message} Try ${task.failures + 2} of ${this.options.maxAttempts} follows in ${(delayMs / 1000).toFixed(1)} s.`,
    });
    return due;
  }

  private async endWith(
    transaction: Transaction,
    task: LeasedTask,
    end: { status: 'failed' | 'cancelled'; error?: ErrorReport },
  ): Promise<undefined> {
    if (!(await this.tasks.end(transaction, task, end))) return undefined;
    await this.movePacks(transaction, task, end);
    if (end.error !== undefined && task.executionPackId === null && task.stage === 'register') {
      const text = `The check at the end failed: ${end.error.message} ${end.error.hint ?? ''}`.trim();
      await this.executions.appendEvent(transaction, task.executionId, {
        type: 'note',
        stage: task.stage,
        packId: null,
        text,
      });
    }
    return undefined;
  }

  private async movePacks(
    transaction: Transaction,
    task: LeasedTask,
    move: { status: PackStatus; error?: ErrorReport },
  ): Promise<void> {
    for (const id of await this.packProgress.idsWorkedForBy(transaction, task)) {
      await this.packProgress.move(transaction, id, { stage: task.stage, ...move });
    }
  }
}

/** A process that ends by an error that nobody caught is as good as one that fell silent. */
export function asFailure(task: LeasedTask, reason: unknown): unknown {
  return reason instanceof TaskStopped && reason.reason === 'crashed' ? workerLost(task) : reason;
}

/** The process ended while the task was at work, which may have been the task's own doing: so it counts as a try. */
export function workerLost({ stage }: LeasedTask): UnavailableError {
  return new UnavailableError('WORKER_LOST', `The worker that was to ${stage} fell silent.`, {
    hint: 'If it happens again, look for a worker that is killed, for example for lack of memory, or in its log.',
  });
}
