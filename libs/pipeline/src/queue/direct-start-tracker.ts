import { type Stage, stageJobId } from '@packyard/contracts';
import type { DueTask, RecoveryRepository } from '@packyard/schema';
import type { DirectStart } from './direct-start';
import type { EndedJobWriter, TaskEnd } from './ended-job-writer';
import type { StageQueues } from './stage-queues';
import { withinTime } from '../process/within-time';

// How often the board is told, of all at once; what is at work for less is told of when it is over.
const SHOWN_AFTER_MS = 500;
// A job may wait for long behind others, and another process may have taken it: then nobody asks for its outcome here.
const FORGOTTEN_AFTER_MS = 600_000;

/** What this process has started without a job, and what the queues' board is told of it. */
export class DirectStartTracker {
  private readonly byJob = new Map<string, DirectStart>();
  private readonly untold = new Set<DirectStart>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly queues: Pick<StageQueues, 'add' | 'addHeld' | 'offer' | 'isPaused'>,
    private readonly endedJobs: Pick<EndedJobWriter, 'canAdd' | 'add'>,
    private readonly tasks: Pick<RecoveryRepository, 'cancelled'>,
  ) {}

  add(start: DirectStart): void {
    this.byJob.set(stageJobId(start.task), start);
    this.untold.add(start);
    this.timer ??= setTimeout(() => void this.tellBoard(), SHOWN_AFTER_MS);
  }

  has(jobId: string): boolean {
    return this.byJob.has(jobId);
  }

  /** A worker has its job, and goes on telling. */
  take(jobId: string): DirectStart | undefined {
    const start = this.byJob.get(jobId);
    this.byJob.delete(jobId);
    if (start !== undefined) this.untold.delete(start);
    return start;
  }

  /** Resolves when all that are at work are over, and the board was told. What waits stays due: the sweeper of whoever comes next finds it. */
  async close(maxMs: number): Promise<void> {
    this.giveUp([...this.untold].filter(({ isWaiting }) => isWaiting));
    await withinTime(maxMs, Promise.allSettled([...this.byJob.values()].map(({ outcome }) => outcome)));
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.tellBoardOfAll();
  }

  private async tellBoard(): Promise<void> {
    await this.leavePausedToQueues();
    await this.endCancelled();
    await this.tellBoardOfAll();
    this.forgetOld();
    const isOver = this.isClosed || this.untold.size === 0;
    this.timer = isOver ? undefined : setTimeout(() => void this.tellBoard(), SHOWN_AFTER_MS);
  }

  /** Those that wait for their turn; what is at work goes on. */
  async leaveToQueue(stage: Stage): Promise<void> {
    const left = [...this.untold].filter(({ task, isWaiting }) => task.stage === stage && isWaiting);
    this.giveUp(left);
    await this.giveJobs(left);
  }

  private giveUp(starts: readonly DirectStart[]): void {
    for (const start of starts) {
      start.isGivenUp = true;
      this.take(stageJobId(start.task));
    }
  }

  private async leavePausedToQueues(): Promise<void> {
    const stages = new Set([...this.untold].filter(({ isWaiting }) => isWaiting).map(({ task }) => task.stage));
    // An operator may have stopped one meanwhile. A queue that is away could take none of them.
    for (const stage of stages) if ((await this.queues.isPaused(stage)) === true) await this.leaveToQueue(stage);
  }

  /** What was cancelled while it waits. Where the board can't be told of many at once, each has a job that tells it in its turn. */
  private async endCancelled(): Promise<void> {
    const waiting = [...this.untold].filter(({ isWaiting }) => isWaiting);
    if (waiting.length === 0 || !this.endedJobs.canAdd) return;
    const executionIds = new Set(waiting.map(({ task }) => task.executionId));
    // A database that is away is asked again.
    const cancelled = new Set(await this.tasks.cancelled([...executionIds]).catch(() => []));
    for (const start of waiting) if (start.isWaiting && cancelled.has(start.task.taskId)) start.endInLine('cancelled');
  }

  private async tellBoardOfAll(): Promise<void> {
    const untold = [...this.untold];
    if (!this.endedJobs.canAdd) {
      this.untold.clear();
      await this.queues.add(tasksOf(untold));
      return;
    }
    const over = untold.flatMap(({ task, end }) => (end === undefined ? [] : [[task, end] as const]));
    for (const [task] of over) this.take(stageJobId(task));
    const long = untold.filter(({ end, atWorkForMs }) => end === undefined && atWorkForMs >= SHOWN_AFTER_MS);
    for (const start of long) this.untold.delete(start);
    const waiting = untold.filter(({ end, isWaiting, isHeld }) => end === undefined && isWaiting && !isHeld);
    for (const start of waiting) start.isHeld = true;
    await Promise.all([
      this.endedJobs.add(over.filter(([, end]) => hasBegun(end))),
      this.giveJobs(long),
      this.queues.addHeld(tasksOf(waiting)),
    ]);
  }

  private async giveJobs(starts: readonly DirectStart[]): Promise<void> {
    const [held, others] = [true, false].map((isHeld) => tasksOf(starts.filter((start) => start.isHeld === isHeld)));
    await Promise.all([this.queues.offer(held ?? []), this.queues.add(others ?? [])]);
  }

  private forgetOld(): void {
    const before = Date.now() - FORGOTTEN_AFTER_MS;
    for (const [id, { end }] of this.byJob) if (end !== undefined && end.endedAt < before) this.byJob.delete(id);
  }
}

/** Nobody claimed a task that was released: it is due as before, and the same job shows that later. */
function hasBegun({ outcome }: TaskEnd): boolean {
  return !('returned' in outcome) || outcome.returned !== 'released';
}

function tasksOf(starts: readonly DirectStart[]): DueTask[] {
  return starts.map(({ task }) => task);
}
