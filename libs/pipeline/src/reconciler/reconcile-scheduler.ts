import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { withinTime } from '../process/within-time';
import { BrokenExecutions } from './broken-executions';
import { Reconciler } from './reconciler';

// What nobody waits for, such as that a task has begun, is looked at together with what comes next.
const SOON_MS = 100;
// While many tasks are at work, a pause of twelve times what a run took follows it, so that deciding costs a thirteenth of the time.
// Runs of more than about 20 ms, of very many packs, meet the longest pause, and cost more than that.
const PAUSE_FACTOR = 12;
const MAX_PAUSE_MS = 250;

// A run that failed, for example because the database was away, is repeated.
const RETRY_MS = 1000;
const SHUTDOWN_TIMEOUT_MS = 1500;

type Deferred = ReturnType<typeof Promise.withResolvers<undefined>>;

interface Runs {
  /** Of the run that is under way. */
  current: Promise<void>;
  /** Of the one after it, for those who have asked meanwhile. */
  next: Deferred | undefined;
}

/**
 * Runs one reconciliation at a time for each execution: in a process one after the other, between processes by a lock.
 * Requests that arrive during a run are merged into the next one. A run that fails or is lost is made up for by the sweeper.
 */
@Injectable()
export class ReconcileScheduler implements OnModuleDestroy {
  private readonly logger = new Logger(ReconcileScheduler.name);
  private readonly runs = new Map<ExecutionId, Runs>();
  private readonly timers = new Map<ExecutionId, NodeJS.Timeout>();
  private isClosing = false;

  constructor(
    private readonly reconciler: Reconciler,
    private readonly broken: BrokenExecutions,
  ) {}

  /**
   * To be called after the change is committed. Resolves when a run is over that began after this call; never rejects: a
   * run that fails is repeated.
   */
  reconcile(executionId: ExecutionId): Promise<void> {
    this.forgetTimer(executionId);
    const runs = this.runs.get(executionId);
    if (runs !== undefined) return (runs.next ??= Promise.withResolvers()).promise;
    const first: Runs = { current: Promise.resolve(), next: undefined };
    this.runs.set(executionId, first);
    return (first.current = this.runUntilIdle(executionId, first));
  }

  /** For changes that only readers are interested in. */
  reconcileSoon(executionId: ExecutionId): void {
    this.reconcileAfter(SOON_MS, executionId);
  }

  /** Runs that are under way end first, but none is waited for long: what is not decided then, the sweeper has decided. */
  async onModuleDestroy(): Promise<void> {
    this.isClosing = true;
    for (const executionId of this.timers.keys()) this.forgetTimer(executionId);
    await withinTime(SHUTDOWN_TIMEOUT_MS, this.lastRuns());
  }

  private async lastRuns(): Promise<void> {
    while (this.runs.size > 0) await Promise.all([...this.runs.values()].map(({ current }) => current));
  }

  /** Resolves after one run. Whoever asks during that run is answered after the next one, which begins after a pause. */
  private async runUntilIdle(executionId: ExecutionId, runs: Runs): Promise<void> {
    const pauseMs = await this.runOnce(executionId);
    const { next } = runs;
    if (next === undefined) this.runs.delete(executionId);
    else runs.current = this.pauseAndGoOn({ executionId, pauseMs, runs }, next);
  }

  private async pauseAndGoOn(
    { executionId, pauseMs, runs }: { executionId: ExecutionId; pauseMs: number; runs: Runs },
    asked: Deferred,
  ): Promise<void> {
    if (!this.isClosing) await delay(pauseMs);
    runs.next = undefined;
    await this.runUntilIdle(executionId, runs);
    asked.resolve(undefined);
  }

  /** Returns how long to wait before the next run. */
  private async runOnce(executionId: ExecutionId): Promise<number> {
    try {
      const { tookMs, isBusy, executionsToWake } = await this.reconciler.run(executionId);
      this.broken.forgetFailures(executionId);
      for (const other of executionsToWake) void this.reconcile(other);
      return isBusy ? Math.min(MAX_PAUSE_MS, PAUSE_FACTOR * tookMs) : 0;
    } catch (error) {
      this.logger.warn(`What is due in execution ${executionId} could not be decided, and will be: ${String(error)}`);
      if (!(await this.endIfBroken(executionId, error))) this.reconcileAfter(RETRY_MS, executionId);
      return MAX_PAUSE_MS;
    }
  }

  private async endIfBroken(executionId: ExecutionId, error: unknown): Promise<boolean> {
    try {
      return await this.broken.countFailure(executionId, error);
    } catch (trouble) {
      this.logger.warn(`Execution ${executionId} could not be ended, and will be: ${String(trouble)}`);
      return false;
    }
  }

  private reconcileAfter(ms: number, executionId: ExecutionId): void {
    if (this.isClosing || this.timers.has(executionId)) return;
    this.timers.set(
      executionId,
      setTimeout(() => void this.reconcile(executionId), ms),
    );
  }

  private forgetTimer(executionId: ExecutionId): void {
    clearTimeout(this.timers.get(executionId));
    this.timers.delete(executionId);
  }
}
