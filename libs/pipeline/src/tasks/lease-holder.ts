import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Stage } from '@packyard/contracts';
import { type ClaimedTask, type ClaimRequest, type Lease, type LeasedTask, TaskRepository } from '@packyard/schema';
import { PipelineOptions } from '../pipeline-options';
import { withinTime } from '../process/within-time';
import { ClaimBatcher } from './claim-batcher';

/** Why a running task has to stop. `crashed`: the process ends because of an error that nobody caught. */
export type StopReason = 'lost' | 'cancelled' | 'shutdown' | 'crashed';

export class TaskStopped extends Error {
  constructor(readonly reason: StopReason) {
    super(`The task was stopped: ${reason}`);
    this.name = 'TaskStopped';
  }
}

/** The lease ran out while the task was at work: whatever was about to be stored must not be. */
export class LeaseLost extends Error {
  constructor(task: LeasedTask) {
    super(`The lease of task ${task.id}, job ${task.jobNumber}, was lost`);
    this.name = 'LeaseLost';
  }
}

const SHUTDOWN_TIMEOUT_MS = 5_000;
const MAX_RELEASING_MS = 1_500;

/**
 * Claims tasks for this process, keeps the leases of those that run alive, and aborts a task when its lease was lost, its execution is
 * being cancelled, or the process shuts down.
 */
@Injectable()
export class LeaseHolder implements OnModuleDestroy {
  /** How many tasks this process has begun. */
  begunCount = 0;
  private readonly logger = new Logger(LeaseHolder.name);
  private readonly lease: Lease;
  private readonly claims: ClaimBatcher;
  private readonly held = new Map<LeasedTask, { abort: AbortController; timer: NodeJS.Timeout }>();
  private closing: Promise<void> | undefined;
  private stopReason: 'shutdown' | 'crashed' = 'shutdown';

  constructor(
    private readonly tasks: TaskRepository,
    private readonly options: PipelineOptions,
  ) {
    this.lease = { owner: options.leaseOwner, seconds: options.leaseSeconds };
    this.claims = new ClaimBatcher(tasks, this.lease);
  }

  /** Nothing when somebody else has the task, or nobody is to have it any more. */
  claim(job: ClaimRequest): Promise<ClaimedTask | undefined> {
    return this.claims.claim(job);
  }

  /** Answers the signal that tells the task to stop; its reason is a {@link TaskStopped}, or what `fail` was given. */
  hold(task: LeasedTask): AbortSignal {
    const abort = new AbortController();
    const intervalMs = Math.min(1000, (this.options.leaseSeconds * 1000) / 4);
    let beat: Promise<void> | undefined;
    // One that still waits for its row is not followed by another.
    const timer = setInterval(() => {
      beat ??= this.extend(task, abort).finally(() => (beat = undefined));
    }, intervalMs);
    this.held.set(task, { abort, timer });
    this.begunCount += 1;
    if (this.isShuttingDown) abort.abort(new TaskStopped(this.stopReason));
    return abort.signal;
  }

  /** Ends the task by an error that its stage did not catch. Nothing happens when it has ended already. */
  abortWith(task: LeasedTask, error: Error): void {
    this.held.get(task)?.abort.abort(error);
  }

  forget(task: LeasedTask): void {
    clearInterval(this.held.get(task)?.timer);
    this.held.delete(task);
  }

  /** How many tasks of a stage are at work. */
  count(stage: Stage): number {
    return [...this.held.keys()].filter((task) => task.stage === stage).length;
  }

  /** From now on nothing new should be started. */
  get isShuttingDown(): boolean {
    return this.closing !== undefined;
  }

  get isIdle(): boolean {
    return this.held.size === 0;
  }

  /** Called by Nest before queues and database are closed. */
  onModuleDestroy(): Promise<void> {
    return this.stopAll('shutdown');
  }

  /** Running tasks are stopped and get the time to be released; those that are stuck are released without their stage. */
  stopAll(reason: 'shutdown' | 'crashed'): Promise<void> {
    return (this.closing ??= this.stop(reason));
  }

  private async stop(reason: 'shutdown' | 'crashed'): Promise<void> {
    this.stopReason = reason;
    for (const { abort } of this.held.values()) abort.abort(new TaskStopped(reason));
    const deadline = performance.now() + SHUTDOWN_TIMEOUT_MS;
    while (this.held.size > 0 && performance.now() < deadline) await delay(20);
    if (this.held.size > 0) await this.releaseStuck();
  }

  /** Their leases are not extended any more, so that they run out should the database be away, too. */
  private async releaseStuck(): Promise<void> {
    const stuck = [...this.held.keys()];
    for (const task of stuck) {
      this.logger.warn(`Task ${task.id} (${task.stage}) does not stop; it is left to others.`);
      clearInterval(this.held.get(task)?.timer);
    }
    const maxAttempts = this.stopReason === 'crashed' ? this.options.maxAttempts : undefined;
    const released = this.tasks.releaseStuck(stuck, maxAttempts).catch((error: unknown) => {
      this.logger.warn(`Tasks could not be released, and their leases run out: ${String(error)}`);
    });
    await withinTime(MAX_RELEASING_MS, released);
  }

  private async extend(task: LeasedTask, abort: AbortController): Promise<void> {
    try {
      const state = await this.tasks.extendLease(task, this.lease);
      if (state === 'cancelled' && isClosingTask(task)) return;
      if (state !== 'held' && this.held.has(task)) abort.abort(new TaskStopped(state));
    } catch (error) {
      // The database may be back for the next beat; if it is not, the lease runs out and nothing of ours is stored.
      this.logger.warn(`The lease of task ${task.id} could not be extended: ${String(error)}`);
    }
  }
}

/** What concerns an execution as a whole is done to its end, also while it is being cancelled. */
function isClosingTask({ stage, executionPackId }: LeasedTask): boolean {
  return stage === 'register' && executionPackId === null;
}
