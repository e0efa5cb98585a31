import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Stage, StageJob, stageJobId } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';
import { within } from '../process/within';
import type { BoardEntry } from './board-entry';
import { DeferredBoardEntry } from './board-entry';
import { EndedJobs, type TaskEnd } from './ended-jobs';
import { StageSlots } from './stage-slots';
import { StageQueues } from './stage-queues';

// So long a task may be at work, or over, before its queue shows it; then all that were started meanwhile are shown at once.
const SHOWN_AFTER_MS = 500;
// A job may wait for long behind others, and another process may have taken it: then nobody asks for its outcome here.
const FORGOTTEN_AFTER_MS = 600_000;
const SHUTDOWN_TIMEOUT_MS = 6_000;

/** A stage that runs in this process. */
export interface LocalStage {
  /** How many tasks it takes at a time. */
  readonly concurrency: number;
  run(job: StageJob, boardEntry: BoardEntry): Promise<string>;
}

interface DirectStart {
  readonly boardEntry: DeferredBoardEntry;
  /** Like that of a job: what the board shows, or why it failed. */
  readonly outcome: Promise<string>;
  /** Once it is over. */
  end?: TaskEnd;
}

/**
 * Starts due tasks in the process where it was decided that they are due, when it runs their stage and nobody waits there: the
 * way through the queue would only delay them. A moment later the queues' board shows them, many at once: what is over by then as it
 * ended, the rest by a job each.
 */
@Injectable()
export class TaskStarter implements OnModuleDestroy {
  private readonly slots = new Map<Stage, StageSlots>();
  private readonly stages = new Map<Stage, LocalStage>();
  private readonly starts = new Map<string, DirectStart>();
  private unshown: DueTask[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isClosing = false;
  // What starts a task is often another one, whose log fields and errors are its own.
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(
    private readonly queues: StageQueues,
    private readonly endedJobs: EndedJobs,
  ) {}

  /** From now on tasks of the stage may be started directly. */
  serve(name: Stage, stage: LocalStage): void {
    this.stages.set(name, stage);
    this.slotsOf(name).open(stage.concurrency);
  }

  /** The worker of this process found nothing in the queue. */
  queueIsEmpty(name: Stage): void {
    this.slotsOf(name).jobsMayWait = false;
  }

  /** It found a job: there may be more, and they come first. One that only shows what was started here has not waited. */
  jobWasTaken(name: Stage, jobId: string | undefined): void {
    if (jobId === undefined || !this.starts.has(jobId)) this.slotsOf(name).jobsMayWait = true;
  }

  /**
   * The stages of these tasks in which one could be started here: with room, and not paused by an operator. Asked while the tasks
   * are being stored, so that nothing waits for the answer. Never rejects.
   */
  async openStages(tasks: readonly Pick<DueTask, 'stage'>[]): Promise<ReadonlySet<Stage>> {
    const stages = [...new Set(tasks.map(({ stage }) => stage))].filter((name) => this.roomIn(this.slotsOf(name)) > 0);
    const paused = await Promise.all(stages.map((name) => this.queues.isPaused(name)));
    return new Set(stages.filter((_name, index) => paused[index] === false));
  }

  /** Puts due tasks on their way, once they are committed. Never rejects: what is started nowhere, the sweeper makes up for. */
  async startOrQueue(tasks: readonly DueTask[], open: ReadonlySet<Stage>): Promise<void> {
    const byStage = Map.groupBy(tasks, ({ stage }) => stage);
    const left = [...byStage].flatMap(([name, due]) => (open.has(name) ? this.startHere(name, due) : due));
    for (const { stage, delayMs } of left) if (delayMs === 0) this.slotsOf(stage).jobsMayWait = true;
    await this.queues.add(left);
  }

  /** Does what a job of the queue asks for; one that only shows a task which was started directly ends as that does. */
  async runJob(name: Stage, job: StageJob, boardEntry: BoardEntry): Promise<string> {
    const stage = this.stages.get(name);
    if (stage === undefined) throw new Error(`The stage ${name} does not run here`);
    const start = this.starts.get(stageJobId(job));
    if (start === undefined) return this.slotsOf(name).inSlot(() => stage.run(job, boardEntry));
    this.starts.delete(stageJobId(job));
    start.boardEntry.attach(boardEntry);
    return start.outcome;
  }

  /** What was started ends first: it needs the database. */
  async onModuleDestroy(): Promise<void> {
    this.isClosing = true;
    clearTimeout(this.timer);
    await within(SHUTDOWN_TIMEOUT_MS, Promise.allSettled([...this.starts.values()].map(({ outcome }) => outcome)));
    await this.show();
  }

  /** Returns those that have to go through the queue. Looks for room again: others have looked, too. */
  private startHere(name: Stage, due: readonly DueTask[]): readonly DueTask[] {
    const slots = this.slotsOf(name);
    const now = due.filter(({ delayMs }) => delayMs === 0).toSorted((one, other) => one.rank - other.rank);
    const direct = new Set(now.slice(0, this.roomIn(slots)));
    for (const task of direct) this.start(task, slots);
    return due.filter((task) => !direct.has(task));
  }

  private roomIn(slots: StageSlots): number {
    return this.isClosing ? 0 : slots.forDirectStarts;
  }

  private start(task: DueTask, slots: StageSlots): void {
    const { executionId, taskId, jobNumber, stage } = task;
    const id = stageJobId(task);
    const boardEntry = new DeferredBoardEntry();
    const run = async () => this.stages.get(stage)?.run({ executionId, taskId, jobNumber }, boardEntry) ?? 'released';
    const startedAt = Date.now();
    const outcome = this.outside(() => slots.directly(run));
    const start: DirectStart = { boardEntry, outcome };
    const isOver = (outcome: TaskEnd['outcome']) => {
      start.end = { startedAt, endedAt: Date.now(), outcome };
    };
    outcome.then(
      (returned) => isOver({ returned }),
      (error: unknown) => isOver({ error }),
    );
    this.starts.set(id, start);
    this.unshown.push(task);
    this.timer ??= setTimeout(() => void this.show(), SHOWN_AFTER_MS);
  }

  private slotsOf(name: Stage): StageSlots {
    const slots = this.slots.get(name) ?? new StageSlots(name);
    this.slots.set(name, slots);
    return slots;
  }

  private async show(): Promise<void> {
    this.timer = undefined;
    const tasks = this.unshown;
    this.unshown = [];
    this.forgetOld();
    const ended = this.endedJobs.canAdd ? tasks.flatMap((task) => this.endOf(task)) : [];
    for (const [task] of ended) this.starts.delete(stageJobId(task));
    const over = new Set(ended.map(([task]) => task));
    await Promise.all([this.endedJobs.add(ended), this.queues.add(tasks.filter((task) => !over.has(task)))]);
  }

  private forgetOld(): void {
    const before = Date.now() - FORGOTTEN_AFTER_MS;
    for (const [id, { end }] of this.starts) if (end !== undefined && end.endedAt < before) this.starts.delete(id);
  }

  private endOf(task: DueTask): [DueTask, TaskEnd][] {
    const end = this.starts.get(stageJobId(task))?.end;
    return end === undefined ? [] : [[task, end]];
  }
}
