import { Injectable, Logger } from '@nestjs/common';
import { UnavailableError } from '@packyard/contracts';
import { StageQueues } from './queue/stage-queues';
import { type ClaimedTask, type DueTask, ExecutionRepository, TaskRepository } from '@packyard/schema';
import { Dispatcher } from './dispatcher';
import { TaskEnding } from './task-ending';

// Younger tasks are most likely on their way into their queue.
const GRACE_SECONDS = 2;

/** Puts back on its way what a process that died left in the database. Everything here may be done twice. */
@Injectable()
export class Recovery {
  private readonly logger = new Logger(Recovery.name);

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly tasks: TaskRepository,
    private readonly dispatcher: Dispatcher,
    private readonly queues: StageQueues,
    private readonly ending: TaskEnding,
  ) {}

  /** With `onlyOwner`, leases of all others are taken for lost although they have not run out. */
  async recover(onlyOwner?: string): Promise<void> {
    for (const task of await this.tasks.lost(onlyOwner)) await this.takeBack(task);
    for (const executionId of await this.executions.withoutLiveTask()) await this.dispatcher.advance(executionId);
    for (const task of await this.tasks.overdue(GRACE_SECONDS)) await this.enqueueAgain(task);
  }

  private async takeBack(task: ClaimedTask): Promise<void> {
    this.logger.warn(`The worker of task ${task.id} (${task.stage}) fell silent.`);
    const error = new UnavailableError('WORKER_LOST', `The worker that was to ${task.stage} fell silent.`, {
      hint: 'If it happens again, look for a worker that is killed, for example for lack of memory.',
    });
    await this.dispatcher.giveBack(task.executionId, (transaction) => this.ending.fail(transaction, task, error));
  }

  /** A job may have ended without starting its task, when the database was away: the task then needs one of its own. */
  private async enqueueAgain(task: DueTask): Promise<void> {
    if (await this.queues.hasLiveJob(task)) return;
    const renewed = await this.tasks.renew(task);
    if (renewed !== undefined) await this.queues.add([renewed]);
  }
}
