import { Injectable, Logger } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import {
  type DueTask,
  ExecutionRepository,
  type LeasedTask,
  RecoveryRepository,
  TaskRepository,
} from '@packyard/schema';
import { StageQueues } from '../queue/stage-queues';
import { TaskStarter } from '../queue/task-starter';
import { ReconcileScheduler } from '../reconciler/reconcile-scheduler';
import { FailedTasks, workerLost } from '../tasks/failed-tasks';
import { BoundedRecovery } from './bounded-recovery';

// Younger tasks are most likely on their way into their queue.
const GRACE_SECONDS = 2;
// Of each stage.
const MAX_OVERDUE = 125;

/** Puts back on its way what a process that died left in the database. Everything here may be done twice. */
@Injectable()
export class Recovery {
  private readonly logger = new Logger(Recovery.name);
  /** What somebody has locked for longer is left to the next sweep. */
  private readonly maxMs: number = 5000;
  private readonly lost = new BoundedRecovery<LeasedTask>((task) => this.retryOrEnd(task));
  private readonly leftBehind = new BoundedRecovery<ExecutionId>((id) => this.scheduler.reconcile(id));
  private readonly overdue = new BoundedRecovery<DueTask>((task) => this.enqueueAgain(task));

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly recoverable: RecoveryRepository,
    private readonly scheduler: ReconcileScheduler,
    private readonly queues: StageQueues,
    private readonly starter: TaskStarter,
    private readonly failedTasks: FailedTasks,
    private readonly tasks: TaskRepository,
  ) {}

  /**
   * `soleLiveOwner` is the lease owner of a process that has just started and is the only one alive. All other leases then count as
   * lost although they have not run out, and all that is due gets a job at once.
   */
  async recover(soleLiveOwner?: string): Promise<void> {
    const isAlone = soleLiveOwner !== undefined;
    const graceSeconds = isAlone ? 0 : GRACE_SECONDS;
    await this.lost.run(await this.recoverable.lost(soleLiveOwner), this.maxMs);
    await this.leftBehind.run(await this.executions.leftBehind(graceSeconds), this.maxMs);
    await this.overdue.run(await this.recoverable.overdue(graceSeconds, isAlone ? null : MAX_OVERDUE), this.maxMs);
  }

  private async retryOrEnd(task: LeasedTask): Promise<void> {
    this.logger.warn(`The worker of task ${task.id} (${task.stage}) fell silent.`);
    await this.failedTasks.retryOrEnd(task, workerLost(task));
    const waiting = await this.executionsWaitingFor(task);
    await Promise.all([task.executionId, ...waiting].map((id) => this.scheduler.reconcile(id)));
  }

  /** An environment serves packs of several executions; those may be busy otherwise, and not be left behind. */
  private async executionsWaitingFor({ environmentId, executionId }: LeasedTask): Promise<ExecutionId[]> {
    return environmentId === null ? [] : await this.tasks.executionsWaitingFor(environmentId, executionId);
  }

  /** A job may have ended without starting its task, when the database was away: the task then needs one of its own. */
  private async enqueueAgain(task: DueTask): Promise<void> {
    if (this.starter.isStartedHere(task)) return;
    if (await this.queues.offerLiveJob(task)) return;
    const renewed = await this.recoverable.renew(task);
    if (renewed !== undefined) await this.queues.add([renewed]);
  }
}
