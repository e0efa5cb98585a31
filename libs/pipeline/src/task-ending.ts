import { Injectable } from '@nestjs/common';
import { type ErrorReport, type PackStatus, reportError, UnavailableError } from '@packyard/contracts';
import {
  type ClaimedTask,
  type DueTask,
  ExecutionPackRepository,
  ExecutionRepository,
  TaskRepository,
  type Transaction,
} from '@packyard/schema';
import { TaskStopped } from './lease-holder';
import { PipelineOptions } from './pipeline-options';
import { retryDelayMs } from './retry-delay';
import type { StageOutcome } from './stage-handler';

/** The lease ran out while the task was at work: whatever was about to be stored must not be. */
export class LeaseLost extends Error {
  constructor(task: ClaimedTask) {
    super(`The lease of task ${task.id}, attempt ${task.attempt}, was lost`);
    this.name = 'LeaseLost';
  }
}

/** Stores how a task began and ended, for itself and for the packs it works for. Always fenced by the task's lease. */
@Injectable()
export class TaskEnding {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly tasks: TaskRepository,
    private readonly options: PipelineOptions,
  ) {}

  async markStarted(transaction: Transaction, task: ClaimedTask): Promise<void> {
    const execution = await this.executions.lock(transaction, task.executionId);
    if (execution.status === 'requested' || execution.status === 'scheduled') {
      await this.executions.setStatus(transaction, task.executionId, { status: 'running' });
    }
    await this.movePacks(transaction, task, { status: 'running' });
  }

  async succeed(transaction: Transaction, task: ClaimedTask, outcome: StageOutcome): Promise<void> {
    if (!(await this.tasks.end(transaction, task, { status: 'succeeded' }))) throw new LeaseLost(task);
    await outcome.store(transaction);
  }

  /** Decides between another try, a cancellation and a final failure. Answers the task when it has to be enqueued again. */
  async fail(transaction: Transaction, task: ClaimedTask, error: unknown): Promise<DueTask | undefined> {
    const report = reportError(error);
    if (error instanceof TaskStopped && error.reason === 'cancelled') {
      return this.endWith(transaction, task, { status: 'cancelled' });
    }
    if (error instanceof TaskStopped) return this.tasks.release(transaction, task, { delayMs: 0 });
    if (error instanceof UnavailableError && task.failures + 1 < this.options.maxAttempts) {
      return this.retry(transaction, task, report);
    }
    return this.endWith(transaction, task, { status: 'failed', error: report });
  }

  private async retry(transaction: Transaction, task: ClaimedTask, report: ErrorReport): Promise<DueTask | undefined> {
    const delayMs = retryDelayMs(task.failures);
    const due = await this.tasks.release(transaction, task, { delayMs, error: report });
    if (due === undefined) return undefined;
    await this.movePacks(transaction, task, { status: 'pending' });
    await this.executions.appendEvent(transaction, task.executionId, {
      type: 'note',
      stage: task.stage,
      packId: task.packId,
      text: `${report.message} Try ${task.failures + 2} of ${this.options.maxAttempts} follows in ${(delayMs / 1000).toFixed(1)} s.`,
    });
    return due;
  }

  private async endWith(
    transaction: Transaction,
    task: ClaimedTask,
    end: { status: 'failed' | 'cancelled'; error?: ErrorReport },
  ): Promise<undefined> {
    if (await this.tasks.end(transaction, task, end)) await this.movePacks(transaction, task, end);
    return undefined;
  }

  private async movePacks(
    transaction: Transaction,
    task: ClaimedTask,
    move: { status: PackStatus; error?: ErrorReport },
  ): Promise<void> {
    for (const id of await this.packs.idsServedBy(transaction, task)) {
      await this.packs.move(transaction, id, { stage: task.stage, ...move });
    }
  }
}
