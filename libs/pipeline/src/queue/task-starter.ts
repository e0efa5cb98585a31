import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Stage, StageJob, stageJobId } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';
import { within } from '../process/within';
import { StageQueues } from './stage-queues';

// So long a task may be at work, or over, before its queue shows it; then all that were started meanwhile are shown at once.
const SHOWN_AFTER_MS = 500;
// Another process may have taken the job that shows a task: then nobody asks for it here.
const FORGOTTEN_AFTER_MS = 60_000;
const SHUTDOWN_TIMEOUT_MS = 6_000;

/** Where the queue's console is told what a task is doing, once it has a job there. */
export interface TaskConsole {
  updateProgress(progress: object): Promise<unknown>;
  log(line: string): Promise<unknown>;
}

/** A stage that runs in this process. */
export interface LocalStage {
  /** How many tasks it takes at a time. */
  readonly concurrency: number;
  /** Of them, how many its queue may start: the others were started directly. */
  leaveToQueue(count: number): void;
  run(job: StageJob, console: TaskConsole): Promise<string>;
}

interface Lane {
  readonly stage: LocalStage;
  /** Nothing waits in the queue, as far as this process knows. */
  isDrained: boolean;
  started: number;
}

interface DirectStart {
  readonly task: DueTask;
  readonly lane: Lane;
  readonly shownIn: ShownLater;
  /** Like that of a job: what its console shows, or why it failed. */
  readonly outcome: Promise<string>;
  /** Whether it counts among those that were started directly: until its end, or until its job takes its place. */
  counts: boolean;
}

/**
 * Starts due tasks in the process where it was decided that they are due, when it runs their stage and nobody waits there: the
 * way through the queue would only delay them. Their jobs follow a moment later, many at once, so that the queues' console shows them.
 */
@Injectable()
export class TaskStarter implements OnModuleDestroy {
  private readonly lanes = new Map<Stage, Lane>();
  private readonly starts = new Map<string, DirectStart>();
  private unshown: DueTask[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isClosing = false;
  // What starts a task is often another one, whose log fields and errors are its own.
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(private readonly queues: StageQueues) {}

  /** From now on tasks of the stage may be started directly. */
  serve(name: Stage, stage: LocalStage): void {
    this.lanes.set(name, { stage, isDrained: false, started: 0 });
  }

  /** Whether jobs wait in the queue of the stage: they come first. */
  queueIs(name: Stage, state: 'drained' | 'waiting'): void {
    const lane = this.lanes.get(name);
    if (lane !== undefined) lane.isDrained = state === 'drained';
  }

  /** Puts due tasks on their way, once they are committed. Never rejects: what is started nowhere, the sweeper makes up for. */
  async startOrQueue(tasks: readonly DueTask[]): Promise<void> {
    const direct = await this.startable(tasks);
    for (const task of direct) this.start(task);
    await this.queues.add(tasks.filter((task) => !direct.has(task)));
  }

  /** Of a job that only shows a task which was started directly: how that ends. */
  outcomeOf(job: StageJob, console: TaskConsole): Promise<string> | undefined {
    const start = this.starts.get(stageJobId(job));
    if (start === undefined) return undefined;
    this.starts.delete(stageJobId(job));
    start.shownIn.attach(console);
    this.leave(start);
    return start.outcome;
  }

  /** What was started ends first: it needs the database. */
  async onModuleDestroy(): Promise<void> {
    this.isClosing = true;
    clearTimeout(this.timer);
    await within(SHUTDOWN_TIMEOUT_MS, Promise.allSettled([...this.starts.values()].map(({ outcome }) => outcome)));
    await this.show();
  }

  private async startable(tasks: readonly DueTask[]): Promise<Set<DueTask>> {
    const startable = new Set<DueTask>();
    for (const [name, due] of Map.groupBy(tasks, ({ stage }) => stage)) {
      const now = due.filter(({ delayMs }) => delayMs === 0).toSorted((one, other) => one.rank - other.rank);
      if (now.length === 0 || this.roomIn(name) === 0 || (await this.queues.isPaused(name))) continue;
      for (const task of now.slice(0, this.roomIn(name))) startable.add(task);
    }
    return startable;
  }

  /** One place is the queue's: it has to be able to start what others have put into it. */
  private roomIn(name: Stage): number {
    const lane = this.lanes.get(name);
    if (lane?.isDrained !== true || this.isClosing) return 0;
    return Math.max(0, lane.stage.concurrency - 1 - lane.started);
  }

  private start(task: DueTask): void {
    const lane = this.lanes.get(task.stage);
    if (lane === undefined) return;
    const { executionId, taskId, jobNumber } = task;
    const shownIn = new ShownLater();
    const outcome = this.outside(() => lane.stage.run({ executionId, taskId, jobNumber }, shownIn));
    const start: DirectStart = { task, lane, shownIn, outcome, counts: true };
    this.starts.set(stageJobId(task), start);
    this.count(lane, 1);
    const ended = () => this.end(start);
    outcome.then(ended, ended);
    this.unshown.push(task);
    this.timer ??= setTimeout(() => void this.show(), SHOWN_AFTER_MS);
  }

  private end(start: DirectStart): void {
    this.leave(start);
    setTimeout(() => this.starts.delete(stageJobId(start.task)), FORGOTTEN_AFTER_MS).unref();
  }

  private leave(start: DirectStart): void {
    if (!start.counts) return;
    start.counts = false;
    this.count(start.lane, -1);
  }

  private count(lane: Lane, change: number): void {
    lane.started += change;
    lane.stage.leaveToQueue(lane.stage.concurrency - lane.started);
  }

  private async show(): Promise<void> {
    this.timer = undefined;
    const tasks = this.unshown;
    this.unshown = [];
    await this.queues.add(tasks);
  }
}

/** Tells nobody anything until the task has a job. */
class ShownLater implements TaskConsole {
  private console: TaskConsole | undefined;

  attach(console: TaskConsole): void {
    this.console = console;
  }

  async updateProgress(progress: object): Promise<void> {
    await this.console?.updateProgress(progress);
  }

  async log(line: string): Promise<void> {
    await this.console?.log(line);
  }
}
