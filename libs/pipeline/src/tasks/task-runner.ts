import { Injectable } from '@nestjs/common';
import { RejectedError, reportError, type Stage, type StageJob } from '@packyard/contracts';
import {
  attemptOf,
  type ClaimedTask,
  ExecutionRepository,
  TaskRepository,
  type Transaction,
  Transactions,
  translateDatabaseTrouble,
  type UnitOfWork,
  type WhyUnclaimed,
} from '@packyard/schema';
import { inSpan } from '@packyard/tracing';
import { UnrecoverableError } from 'bullmq';
import type { BoardEntry } from '../queue/board-entry';
import { ReconcileScheduler } from '../reconciler/reconcile-scheduler';
import { runWithStopDeadline } from './run-with-stop-deadline';
import { type LogFields, withLogFields } from '../process/log-fields';
import { LeaseHolder, LeaseLost, TaskStopped } from './lease-holder';
import { asFailure, FailedTasks } from './failed-tasks';
import { TaskTelemetry } from './task-telemetry';
import { TaskProgress } from './task-progress';
import { inTaskSpan } from './task-trace';

/** What a stage does with one task. Everything around it (claims, leases, retries, what comes next) is the protocol's. */
export interface StageHandler {
  readonly stage: Stage;

  /**
   * Does the slow part, outside of any transaction. It must stop soon after `signal` is aborted, and it may be run again
   * for the same task at any time, because a worker may die at any instruction.
   */
  run(task: ClaimedTask, signal: AbortSignal, progress: TaskProgress): Promise<UnstoredResult>;
}

export interface UnstoredResult {
  /** Stores the result, together with the end of the task. Not called when the lease was lost. */
  store(unit: UnitOfWork): Promise<void>;
  /** What it means for each pack that `store` was rejected, of a task that works for several. */
  storeRejection?(transaction: Transaction, error: RejectedError): Promise<void>;
  /** Users may see it at once, so the commit waits for the disk. Others are simply done again after a crash. */
  isDurable?: boolean;
}

type RunEnd = 'done' | 'given back' | 'cancelled' | 'tried again';

/**
 * The protocol of every stage: claim the task, or leave quietly when somebody else has; run the stage
 * with a signal; store the result and the task's end in one transaction; ask the reconciler what is next.
 */
@Injectable()
export class TaskRunner {
  constructor(
    private readonly transactions: Transactions,
    private readonly scheduler: ReconcileScheduler,
    private readonly tasks: TaskRepository,
    private readonly leases: LeaseHolder,
    private readonly executions: ExecutionRepository,
    private readonly failedTasks: FailedTasks,
    private readonly telemetry: TaskTelemetry,
  ) {}

  /** Returns what the queues' board shows. Throws when the task failed, so that the board shows that too. */
  async run(job: StageJob, handler: StageHandler, boardEntry: BoardEntry): Promise<'released' | WhyUnclaimed | RunEnd> {
    // The task stays due: the next sweep gives it another job.
    if (this.leases.isShuttingDown) return 'released';
    const task = await this.leases.claim({ ...job, stage: handler.stage });
    if (task === undefined) return this.tasks.whyUnclaimed(job);
    return withLogFields(fieldsOf(task), () => inTaskSpan(task, () => this.runClaimed(boardEntry, task, handler)));
  }

  private async runClaimed(boardEntry: BoardEntry, task: ClaimedTask, handler: StageHandler): Promise<RunEnd> {
    const startedAt = performance.now();
    const signal = this.leases.hold(task);
    this.scheduler.reconcileSoon(task.executionId);
    try {
      await this.store(task, await this.work(boardEntry, { task, handler, signal }));
      this.telemetry.succeeded(task, startedAt);
      return 'done';
    } catch (error) {
      return await this.fail(task, signal.aborted ? signal.reason : translateDatabaseTrouble(error), startedAt);
    } finally {
      this.leases.forget(task);
    }
  }

  private async work(
    boardEntry: BoardEntry,
    { task, handler, signal }: { task: ClaimedTask; handler: StageHandler; signal: AbortSignal },
  ): Promise<UnstoredResult> {
    const progress = new TaskProgress(boardEntry, task, this.executions);
    try {
      const fail = (error: Error) => this.leases.abortWith(task, error);
      const stage = () => handler.run(task, signal, progress);
      return await inSpan({ name: `${task.stage} work` }, () => runWithStopDeadline(task, stage, { signal, fail }));
    } finally {
      await progress.stop();
    }
  }

  private store(task: ClaimedTask, result: UnstoredResult): Promise<void> {
    return inSpan({ name: `${task.stage} commit` }, () => this.commit(task, result));
  }

  private async commit(task: ClaimedTask, result: UnstoredResult): Promise<void> {
    try {
      await this.transactions.run(
        async (unit) => {
          const isOurs = await this.tasks.end(unit.transaction, task, { status: 'succeeded' });
          if (!isOurs) throw new LeaseLost(task);
          await result.store(unit);
          unit.afterCommit(() => this.reconcileAffected(task));
        },
        { isDurable: result.isDurable === true },
      );
    } catch (error) {
      if (!(error instanceof RejectedError) || result.storeRejection === undefined) throw error;
      await this.storeRejection(task, { result, error });
      throw error;
    }
  }

  private storeRejection(
    task: ClaimedTask,
    { result, error }: { result: UnstoredResult; error: RejectedError },
  ): Promise<void> {
    return this.transactions.run(async ({ transaction }) => {
      if (!(await this.tasks.isHeld(transaction, task))) throw new LeaseLost(task);
      await result.storeRejection?.(transaction, error);
    });
  }

  private async fail(task: ClaimedTask, reason: unknown, startedAt: number): Promise<RunEnd> {
    const error = asFailure(task, reason);
    if (error instanceof LeaseLost || (error instanceof TaskStopped && error.reason === 'lost')) {
      this.telemetry.lost(task);
      return 'given back';
    }
    this.telemetry.failed(task, reason, startedAt);
    const isRetried = await this.failedTasks.retryOrEnd(task, error);
    await this.reconcileAffected(task);
    if (error instanceof TaskStopped) return error.reason === 'cancelled' ? 'cancelled' : 'given back';
    // The try that follows has a job of its own: this one is not what failed.
    if (isRetried) return 'tried again';
    const { code, message } = reportError(error);
    throw new UnrecoverableError(`${code}: ${message}`);
  }

  /**
   * Nobody waits for it: the worker goes on with its next task. An environment serves packs of several executions: those
   * that wait for it can go on, or have to build it themselves.
   */
  private async reconcileAffected(task: ClaimedTask): Promise<void> {
    void this.scheduler.reconcile(task.executionId);
    if (task.environmentId === null) return;
    const waiting = await this.tasks.executionsWaitingFor(task.environmentId, task.executionId);
    for (const executionId of waiting) void this.scheduler.reconcile(executionId);
  }
}

function fieldsOf(task: ClaimedTask): LogFields {
  const { id, stage, executionId, jobNumber, pack } = task;
  return {
    execution: executionId,
    task: id,
    stage,
    attempt: attemptOf(task),
    job: jobNumber,
    ...(pack === null ? {} : { pack: pack.ref ?? pack.sourceText }),
  };
}
