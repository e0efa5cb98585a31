import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Lease, type LeasedTask, TaskRepository } from '@packyard/schema';
import { PipelineOptions } from '../pipeline-options';

/** Why a running task has to stop. */
export type StopReason = 'lost' | 'cancelled' | 'shutdown';

export class TaskStopped extends Error {
  constructor(readonly reason: StopReason) {
    super(`The task was stopped: ${reason}`);
    this.name = 'TaskStopped';
  }
}

const LONGEST_GOODBYE_MS = 10_000;

/**
 * Keeps the leases of this worker's running tasks alive, and aborts a task when its lease was lost, its execution is
 * being cancelled, or the process shuts down.
 */
@Injectable()
export class LeaseHolder implements OnModuleDestroy {
  readonly lease: Lease;
  private readonly logger = new Logger(LeaseHolder.name);
  private readonly held = new Map<LeasedTask, { abort: AbortController; timer: NodeJS.Timeout }>();
  private isClosing = false;

  constructor(
    private readonly tasks: TaskRepository,
    private readonly options: PipelineOptions,
  ) {
    this.lease = { owner: options.leaseOwner, seconds: options.leaseSeconds };
  }

  /** Returns the signal that tells the task to stop; its reason is a {@link TaskStopped}. */
  hold(task: LeasedTask): AbortSignal {
    const abort = new AbortController();
    const intervalMs = Math.min(1000, (this.options.leaseSeconds * 1000) / 4);
    let beat: Promise<void> | undefined;
    // One that waits, for example for the task's own end, is not joined by others.
    const timer = setInterval(() => {
      beat ??= this.extend(task, abort).finally(() => (beat = undefined));
    }, intervalMs);
    this.held.set(task, { abort, timer });
    if (this.isClosing) abort.abort(new TaskStopped('shutdown'));
    return abort.signal;
  }

  letGo(task: LeasedTask): void {
    clearInterval(this.held.get(task)?.timer);
    this.held.delete(task);
  }

  /** From now on nothing new should be started. */
  get isShuttingDown(): boolean {
    return this.isClosing;
  }

  /** Called by Nest before queues and database are closed: running tasks are stopped, and get the time to be released. */
  async onModuleDestroy(): Promise<void> {
    this.isClosing = true;
    for (const { abort } of this.held.values()) abort.abort(new TaskStopped('shutdown'));
    const deadline = Date.now() + LONGEST_GOODBYE_MS;
    while (this.held.size > 0 && Date.now() < deadline) await delay(20);
  }

  private async extend(task: LeasedTask, abort: AbortController): Promise<void> {
    try {
      const state = await this.tasks.extendLease(task, this.lease);
      if (state === 'cancelled' && isConclusion(task)) return;
      if (state !== 'held' && this.held.has(task)) abort.abort(new TaskStopped(state));
    } catch (error) {
      // The database may be back for the next beat; if it is not, the lease runs out and nothing of ours is stored.
      this.logger.warn(`The lease of task ${task.id} could not be extended: ${String(error)}`);
    }
  }
}

/** What concerns an execution as a whole is done to its end, also while it is being cancelled. */
function isConclusion({ stage, packId }: LeasedTask): boolean {
  return stage === 'register' && packId === null;
}
