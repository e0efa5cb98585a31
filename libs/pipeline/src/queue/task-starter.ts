import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Stage, StageJob, stageJobId } from '@packyard/contracts';
import { type DueTask, RecoveryRepository, translateDatabaseTrouble } from '@packyard/schema';
import type { BoardEntry } from './board-entry';
import { DirectStart } from './direct-start';
import { DirectStartTracker } from './direct-start-tracker';
import { EndedJobWriter } from './ended-job-writer';
import { StageSlots } from './stage-slots';
import { StageQueues } from './stage-queues';

const RETRY_CLAIM_MS = 1000;
const SHUTDOWN_TIMEOUT_MS = 6_000;

/** A stage that runs in this process. */
export interface LocalStage {
  /** How many tasks it takes at a time. */
  readonly concurrency: number;
  run(job: StageJob, boardEntry: BoardEntry): Promise<string>;
}

/**
 * Starts due tasks in the process where it was decided that they are due, when it runs their stage and nobody waits there: the
 * way through the queue would only delay them. In the only process that runs it they wait here, too, where the queues are in
 * PostgreSQL, as many as there are, and start by rank together with what the queue brings (ADR 21).
 */
@Injectable()
export class TaskStarter implements OnModuleDestroy {
  private readonly logger = new Logger(TaskStarter.name);
  private readonly slots = new Map<Stage, StageSlots>();
  private readonly stages = new Map<Stage, LocalStage>();
  private readonly starts: DirectStartTracker;
  private isClosing = false;
  // What starts a task is often another one, whose log fields and errors are its own.
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(
    private readonly queues: StageQueues,
    private readonly endedJobs: EndedJobWriter,
    private readonly tasks: RecoveryRepository,
  ) {
    this.starts = new DirectStartTracker(queues, endedJobs, tasks);
  }

  /** From now on tasks of the stage may be started directly. */
  serve(stage: Stage, localStage: LocalStage): void {
    this.stages.set(stage, localStage);
    this.slotsOf(stage).open(localStage.concurrency);
  }

  /** What waits here is shared with them through the queue. */
  async setServedByOthers(stages: ReadonlySet<Stage>): Promise<void> {
    for (const name of this.stages.keys()) {
      // Where the board can't be told of many at once, each would need a job anyway.
      this.slotsOf(name).servesAlone = this.endedJobs.canAdd && !stages.has(name);
      if (stages.has(name)) await this.starts.leaveToQueue(name);
    }
  }

  /** The worker of this process found nothing in the queue. */
  onQueueEmpty(name: Stage): void {
    this.slotsOf(name).queueMightHaveJobs = false;
  }

  /** It found a job: there may be more, and they come first. One that only shows what was started here has not waited. */
  onJobTaken(name: Stage, jobId: string | undefined): void {
    if (jobId === undefined || !this.starts.has(jobId)) this.slotsOf(name).queueMightHaveJobs = true;
  }

  /**
   * The stages of these tasks in which one could be started here: with room, and not paused by an operator. Asked while the tasks
   * are being stored, so that nothing waits for the answer. Never rejects.
   */
  async stagesWithRoom(tasks: readonly Pick<DueTask, 'stage'>[]): Promise<ReadonlySet<Stage>> {
    const stages = [...new Set(tasks.map(({ stage }) => stage))].filter((name) => this.roomIn(this.slotsOf(name)) > 0);
    const paused = await Promise.all(stages.map((name) => this.queues.isPaused(name)));
    return new Set(stages.filter((_name, index) => paused[index] === false));
  }

  /** Puts due tasks on their way, once they are committed. Never rejects: what is started nowhere, the sweeper makes up for. */
  async startOrQueue(tasks: readonly DueTask[], withRoom: ReadonlySet<Stage>): Promise<void> {
    const byStage = Map.groupBy(tasks, ({ stage }) => stage);
    const left = [...byStage].flatMap(([name, due]) => (withRoom.has(name) ? this.startWhatFits(name, due) : due));
    for (const { stage, delayMs } of left) if (delayMs === 0) this.slotsOf(stage).queueMightHaveJobs = true;
    await this.queues.add(left);
  }

  /** Whether it waits in this process, or is at work. */
  isStartedHere(task: DueTask): boolean {
    return this.starts.has(stageJobId(task));
  }

  /**
   * Runs what a job of the queue asks for, in its turn. A job that only shows a task which was started directly waits for that
   * task, and ends as it does. `rank`: of the task.
   */
  async runJob(name: Stage, { job, rank }: { job: StageJob; rank: number }, boardEntry: BoardEntry): Promise<string> {
    const stage = this.stages.get(name);
    if (stage === undefined) throw new Error(`The stage ${name} does not run here`);
    const start = this.starts.take(stageJobId(job));
    if (start === undefined) {
      return this.slotsOf(name).inSlot(rank, async (hasWaited) =>
        hasWaited && (await this.isStopped(name)) ? this.release(job) : stage.run(job, boardEntry),
      );
    }
    start.attach(boardEntry);
    return start.outcome;
  }

  /** What is at work ends first: it needs the database. */
  async onModuleDestroy(): Promise<void> {
    this.isClosing = true;
    await this.starts.close(SHUTDOWN_TIMEOUT_MS);
  }

  /** Returns the rest, which has to go through the queue. Looks for room again: others have looked, too. */
  private startWhatFits(name: Stage, due: readonly DueTask[]): readonly DueTask[] {
    const slots = this.slotsOf(name);
    const now = due.filter(({ delayMs }) => delayMs === 0).toSorted((one, other) => one.rank - other.rank);
    const direct = new Set(now.slice(0, this.roomIn(slots)));
    for (const task of direct) this.start(task, slots);
    return due.filter((task) => !direct.has(task));
  }

  private roomIn(slots: StageSlots): number {
    return this.isClosing ? 0 : slots.roomForDirectStarts;
  }

  private start(task: DueTask, slots: StageSlots): void {
    const { executionId, taskId, jobNumber, stage, rank } = task;
    const job = { executionId, taskId, jobNumber };
    const run = (boardEntry: BoardEntry) =>
      this.retryWhileDatabaseIsAway(async () => this.stages.get(stage)?.run(job, boardEntry));
    const start = new DirectStart(task);
    this.outside(() => {
      start.begin((work) => slots.directly(rank, work), {
        run,
        isStopped: () => this.isStopped(stage),
        release: () => this.release(job),
      });
      this.starts.add(start);
    });
  }

  /** By an operator; not as long as its queue does not say so. */
  private async isStopped(name: Stage): Promise<boolean> {
    return (await this.queues.isPaused(name)) === true;
  }

  /** Its job ends without it; another one waits in the queue until its stage goes on. */
  private async release(job: StageJob): Promise<string> {
    const renewed = await this.tasks.renew(job).catch((error: unknown) => {
      this.logger.warn(`Task ${job.taskId} got no other job, which the sweeper makes up for: ${String(error)}`);
    });
    if (renewed !== undefined) await this.queues.add([renewed]);
    return 'released';
  }

  /** While the database is away, all that wait here would be given up within a moment. */
  private async retryWhileDatabaseIsAway(run: () => Promise<string | undefined>): Promise<string> {
    while (!this.isClosing) {
      try {
        return (await run()) ?? 'released';
      } catch (error) {
        if (translateDatabaseTrouble(error) === error) throw error;
        await delay(RETRY_CLAIM_MS);
      }
    }
    return 'released';
  }

  private slotsOf(name: Stage): StageSlots {
    const slots = this.slots.get(name) ?? new StageSlots(name);
    this.slots.set(name, slots);
    return slots;
  }
}
