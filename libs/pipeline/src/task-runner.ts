import { Injectable, Logger } from '@nestjs/common';
import { RejectedError, reportError, StageJob, UnavailableError } from '@packyard/contracts';
import { type ClaimedTask, TaskRepository, translateDatabaseTrouble } from '@packyard/schema';
import { type Job, UnrecoverableError } from 'bullmq';
import { Dispatcher } from './dispatcher';
import { LeaseHolder, TaskStopped } from './lease-holder';
import type { StageHandler, StageOutcome } from './stage-handler';
import { LeaseLost, TaskEnding } from './task-ending';

/**
 * The protocol of every stage: parse the job; claim the task, or leave quietly when somebody else has; run the stage
 * with a signal; store the result and what is due next in one transaction; enqueue.
 */
@Injectable()
export class TaskRunner {
  private readonly logger = new Logger(TaskRunner.name);

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly tasks: TaskRepository,
    private readonly leases: LeaseHolder,
    private readonly ending: TaskEnding,
  ) {}

  /** Answers what the queue's console shows. Throws when the task failed, so that the console shows that too. */
  async run(job: Job<unknown>, handler: StageHandler): Promise<'done' | 'duplicate' | 'released'> {
    const stageJob = StageJob.parse(job.data);
    // The task stays due: whoever sweeps next gives it another job.
    if (this.leases.isShuttingDown) return 'released';
    const task = await this.claim(stageJob);
    if (task === undefined) return 'duplicate';
    const signal = this.leases.hold(task);
    try {
      const outcome = await handler.run(task, signal);
      await this.store(task, outcome);
      return 'done';
    } catch (error) {
      return await this.fail(task, signal.aborted ? signal.reason : translateDatabaseTrouble(error));
    } finally {
      this.leases.letGo(task);
    }
  }

  private claim(job: StageJob): Promise<ClaimedTask | undefined> {
    return this.dispatcher.claim(job.executionId, async (transaction) => {
      const task = await this.tasks.claim(transaction, job, this.leases.lease);
      if (task !== undefined) await this.ending.markStarted(transaction, task);
      return task;
    });
  }

  private async store(task: ClaimedTask, outcome: StageOutcome): Promise<void> {
    try {
      await this.dispatcher.change(task.executionId, (transaction) => this.ending.succeed(transaction, task, outcome));
    } catch (error) {
      await outcome.undo?.();
      throw error;
    }
    await outcome.finish?.();
    await this.advanceWaiting(task);
  }

  private async fail(task: ClaimedTask, error: unknown): Promise<'released'> {
    if (error instanceof LeaseLost || (error instanceof TaskStopped && error.reason === 'lost')) {
      this.logger.warn(`Task ${task.id} (${task.stage}) lost its lease; another worker goes on with it.`);
      return 'released';
    }
    this.log(task, error);
    await this.dispatcher.giveBack(task.executionId, (transaction) => this.ending.fail(transaction, task, error));
    await this.advanceWaiting(task);
    if (error instanceof TaskStopped) return 'released';
    const { code, message } = reportError(error);
    throw new UnrecoverableError(`${code}: ${message}`);
  }

  /** An environment serves packs of several executions: those that wait for it can go on, or have to build it themselves. */
  private async advanceWaiting(task: ClaimedTask): Promise<void> {
    if (task.environmentId === null) return;
    const waiting = await this.tasks.executionsWaitingFor(task.environmentId, task.executionId);
    for (const executionId of waiting) await this.dispatcher.advance(executionId);
  }

  private log(task: ClaimedTask, error: unknown): void {
    const where = `Task ${task.id} (${task.stage}, execution ${task.executionId}, attempt ${task.attempt})`;
    if (error instanceof TaskStopped) this.logger.log(`${where} was stopped: ${error.reason}`);
    else if (error instanceof RejectedError) this.logger.log(`${where} failed: ${error.code} ${error.message}`);
    else if (error instanceof UnavailableError) this.logger.warn(`${where}: ${error.code} ${error.message}`);
    else this.logger.error(where, error instanceof Error ? error.stack : String(error));
  }
}
