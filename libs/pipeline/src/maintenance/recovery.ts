import { Injectable, Logger } from '@nestjs/common';
import { type DueTask, ExecutionRepository, type LeasedTask, TaskRepository } from '@packyard/schema';
import { within } from '../process/within';
import { StageQueues } from '../queue/stage-queues';
import { Reconciler } from '../reconciler/reconciler';
import { TaskCompletion } from '../tasks/task-completion';
import { workerLost } from '../tasks/worker-lost';

// Younger tasks are most likely on their way into their queue.
const GRACE_SECONDS = 2;

/** Puts back on its way what a process that died left in the database. Everything here may be done twice. */
@Injectable()
export class Recovery {
  private readonly logger = new Logger(Recovery.name);
  /** What somebody has locked for longer is left to the next sweep. */
  private readonly longestMs: number = 5000;
  /** What was begun and has not ended. */
  private readonly late = new Set<string>();

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly tasks: TaskRepository,
    private readonly reconciler: Reconciler,
    private readonly queues: StageQueues,
    private readonly completion: TaskCompletion,
  ) {}

  /** With `onlyOwner`, leases of all others are taken for lost although they have not run out. */
  async recover(onlyOwner?: string): Promise<void> {
    await this.each(await this.tasks.lost(onlyOwner), (task) => this.takeBack(task));
    await this.each(await this.executions.leftBehind(GRACE_SECONDS), (id) => this.reconciler.request(id));
    await this.each(await this.tasks.overdue(GRACE_SECONDS), (task) => this.enqueueAgain(task));
  }

  /** One that can't be handled, or that waits for a lock, keeps none of the others waiting. */
  private async each<Item>(items: readonly Item[], handle: (item: Item) => Promise<void>): Promise<void> {
    for (const item of items) {
      const name = JSON.stringify(item);
      if (!this.late.has(name)) await this.attempt(name, () => handle(item));
    }
  }

  private async attempt(name: string, handle: () => Promise<void>): Promise<void> {
    this.late.add(name);
    const handled = handle()
      .catch((error: unknown) => {
        this.logger.error(`Not recovered: ${name}`, error instanceof Error ? error.stack : String(error));
      })
      .finally(() => this.late.delete(name));
    if (!(await within(this.longestMs, handled))) this.logger.warn(`Recovering takes long, others go on: ${name}`);
  }

  private async takeBack(task: LeasedTask): Promise<void> {
    this.logger.warn(`The worker of task ${task.id} (${task.stage}) fell silent.`);
    await this.completion.fail(task, workerLost(task));
    await this.reconciler.request(task.executionId);
  }

  /** A job may have ended without starting its task, when the database was away: the task then needs one of its own. */
  private async enqueueAgain(task: DueTask): Promise<void> {
    if (await this.queues.hasLiveJob(task)) return;
    const renewed = await this.tasks.renew(task);
    if (renewed !== undefined) await this.queues.add([renewed]);
  }
}
