import { InjectQueue } from '@nestjs/bullmq';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { STAGES, type Stage, type StageJob, stageJobId } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';
import type { Queue } from 'bullmq';
import { CachedAnswer } from '../health/cached-answer';
import { KEEP_FINISHED, toJob } from './to-job';

// How many finished jobs there may be is up to the sweeper: when each job counts them, as BullMQ does on PostgreSQL, that costs
// more than all the rest of a job.
const MAX_FINISHED = 5000;
// Adding in bulk makes temporary tables on PostgreSQL: 10 ms, as much as twenty jobs that are added one by one.
const BULK = 20;

// A queue that is away answers when it is back; nobody waits that long.
const MAX_ANSWER_MS = 2000;
// After that long, a job that is held may be fetched by any worker: should this process have died. If it lives, the worker that
// fetches it waits for what was started here.
const HELD_MS = 60_000;
// So long after an operator has stopped a stage elsewhere, some of its tasks may still be started here.
const PAUSE_KNOWN_MS = 200;
const LOG_INTERVAL_MS = 10_000;
const AGE_INTERVAL_MS = 3_600_000;

type NewJobs = Parameters<Queue<StageJob>['addBulk']>[0];

/** Puts due tasks into the queue of their stage. Adding a task twice is harmless. */
@Injectable()
export class StageQueues {
  private readonly logger = new Logger(StageQueues.name);
  private loggedAt = -LOG_INTERVAL_MS;
  private lookedForOldAt = -AGE_INTERVAL_MS;
  private readonly queues: Record<Stage, Queue<StageJob>>;
  private readonly pauses = new Map<Stage, CachedAnswer<boolean | undefined>>();

  constructor(
    @InjectQueue('download' satisfies Stage) download: Queue<StageJob>,
    @InjectQueue('resolve' satisfies Stage) resolve: Queue<StageJob>,
    @InjectQueue('build' satisfies Stage) build: Queue<StageJob>,
    @InjectQueue('register' satisfies Stage) register: Queue<StageJob>,
  ) {
    this.queues = { download, resolve, build, register };
    // Without a listener each of them prints the whole error and all that belongs to it.
    for (const queue of this.all()) queue.on('error', (error) => this.warnNowAndThen(error));
    for (const stage of STAGES) {
      const forget = () => this.pauses.delete(stage);
      this.queues[stage].on('paused', forget).on('resumed', forget);
    }
  }

  /** To be called after the tasks are committed. Never rejects: a task that got no job gets one from the sweeper. */
  async add(tasks: readonly DueTask[]): Promise<void> {
    await Promise.all(
      STAGES.map((stage) => this.addTo(stage, tasks.filter((task) => task.stage === stage).map(toJob))),
    );
  }

  /**
   * Shows tasks that wait in this process for their turn, so that no worker fetches them. Should the process die, they are due
   * a minute later, or as soon as the sweeper looks for them. Never rejects.
   */
  async addHeld(tasks: readonly DueTask[]): Promise<void> {
    await this.add(tasks.map((task) => ({ ...task, delayMs: HELD_MS })));
  }

  /** Lets workers fetch what was held. Never rejects, and leaves the rest to the sweeper when a queue is away. */
  async offer(tasks: readonly DueTask[]): Promise<void> {
    const byStage = Map.groupBy(tasks, ({ stage }) => stage);
    await Promise.all([...byStage].map(([stage, held]) => this.offerOf(stage, held)));
  }

  /**
   * Whether an operator has stopped the stage, as of {@link PAUSE_KNOWN_MS} ago at most: each decision asks. Nothing when its queue
   * does not say. Never rejects.
   */
  isPaused(stage: Stage): Promise<boolean | undefined> {
    const pause = this.pauses.get(stage) ?? new CachedAnswer(() => this.askWhetherPaused(stage), PAUSE_KNOWN_MS);
    this.pauses.set(stage, pause);
    return pause.get();
  }

  private async askWhetherPaused(stage: Stage): Promise<boolean | undefined> {
    const answer = await answerOf(this.queues[stage].isPaused()).catch(() => 'late' as const);
    return answer === 'late' ? undefined : answer;
  }

  private async offerOf(stage: Stage, tasks: readonly DueTask[]): Promise<void> {
    for (let at = 0; at < tasks.length; at += BULK) {
      const some = tasks.slice(at, at + BULK);
      const answer = await answerOf(Promise.allSettled(some.map((task) => this.offerOne(task))));
      if (answer === 'late') {
        this.warn(stage, 'it does not answer.');
        return;
      }
      const failed = answer.filter((result) => result.status === 'rejected');
      if (failed[0] !== undefined) this.warn(stage, String(failed[0].reason));
      if (failed.length === some.length) return;
    }
  }

  private async offerOne(task: DueTask): Promise<void> {
    const job = await this.queues[task.stage].getJob(stageJobId(task));
    if (job === undefined) await this.add([task]);
    else if (await job.isDelayed()) await job.promote();
  }

  private async addTo(stage: Stage, jobs: NewJobs): Promise<void> {
    if (jobs.length === 0) return;
    try {
      const answer = await answerOf(addAll(this.queues[stage], jobs));
      if (answer === 'late') this.warn(stage, 'it does not answer.');
    } catch (error) {
      this.warn(stage, String(error));
    }
  }

  /** While the queues are away each of their connections says so, many times a second. */
  private warnNowAndThen(error: Error): void {
    if (performance.now() - this.loggedAt < LOG_INTERVAL_MS) return;
    this.loggedAt = performance.now();
    this.logger.warn(`The queues are not answering: ${error.message}`);
  }

  private warn(stage: Stage, reason: string): void {
    this.logger.warn(`The queue ${stage} took no jobs, which the sweeper makes up for: ${reason}`);
  }

  /**
   * Lets workers fetch the job of a due task; false when it has none that is waiting or being worked on. A process that died may
   * have held it.
   */
  async offerLiveJob(task: DueTask): Promise<boolean> {
    const state = await this.queues[task.stage].getJobState(stageJobId(task));
    if (state === 'delayed') await this.offer([task]);
    return state !== 'completed' && state !== 'failed' && state !== 'unknown';
  }

  /** Forgets the oldest finished jobs when there are too many, and now and then those that are too old: workers do so for theirs only. */
  async trim(): Promise<void> {
    const mightBeOld = performance.now() - this.lookedForOldAt >= AGE_INTERVAL_MS;
    if (mightBeOld) this.lookedForOldAt = performance.now();
    for (const queue of this.all()) {
      for (const state of ['completed', 'failed'] as const) {
        if (mightBeOld) await queue.clean(KEEP_FINISHED.age * 1000, MAX_FINISHED, state);
        const surplus = (await queue.getJobCountByTypes(state)) - MAX_FINISHED;
        if (surplus > 0) await queue.clean(0, surplus, state);
      }
    }
  }

  all(): Queue<StageJob>[] {
    return STAGES.map((stage) => this.queues[stage]);
  }
}

async function answerOf<Answer>(asked: Promise<Answer>): Promise<Answer | 'late'> {
  const patience = new AbortController();
  const impatient = delay(MAX_ANSWER_MS, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const);
  // It may come back to it much later, when nobody listens any more.
  asked.catch(() => undefined);
  try {
    return await Promise.race([asked, impatient]);
  } finally {
    patience.abort();
  }
}

async function addAll(queue: Queue<StageJob>, jobs: NewJobs): Promise<void> {
  if (jobs.length > BULK) await queue.addBulk(jobs);
  else await Promise.all(jobs.map(({ name, data, opts }) => queue.add(name, data, opts)));
}
