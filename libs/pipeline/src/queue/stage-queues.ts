import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { STAGES, type Stage, StageJob, stageJobId } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';
import type { Queue } from 'bullmq';

// Finished jobs stay visible for a day, then the database alone remembers.
const KEEP_FINISHED = { age: 24 * 3600, count: 5000 };

/** Puts due tasks into the queue of their stage. Adding a task twice is harmless. */
@Injectable()
export class StageQueues {
  private readonly queues: Record<Stage, Queue<StageJob>>;

  constructor(
    @InjectQueue('download' satisfies Stage) download: Queue<StageJob>,
    @InjectQueue('resolve' satisfies Stage) resolve: Queue<StageJob>,
    @InjectQueue('build' satisfies Stage) build: Queue<StageJob>,
    @InjectQueue('register' satisfies Stage) register: Queue<StageJob>,
  ) {
    this.queues = { download, resolve, build, register };
  }

  async add(tasks: readonly DueTask[]): Promise<void> {
    for (const stage of STAGES) {
      const jobs = tasks.filter((task) => task.stage === stage).map(toJob);
      if (jobs.length > 0) await this.queues[stage].addBulk(jobs);
    }
  }

  /** Whether a job of the task is waiting, delayed or being worked on. */
  async hasLiveJob(task: DueTask): Promise<boolean> {
    const state = await this.queues[task.stage].getJobState(stageJobId(task));
    return state !== 'completed' && state !== 'failed' && state !== 'unknown';
  }

  all(): Queue<StageJob>[] {
    return STAGES.map((stage) => this.queues[stage]);
  }
}

function toJob(task: DueTask) {
  const data: StageJob = { executionId: task.executionId, taskId: task.taskId, attempt: task.attempt };
  const delay = Math.max(0, task.dueAt.getTime() - Date.now());
  // One attempt for each job: the task's row counts attempts and gives every retry a job of its own.
  const opts = {
    jobId: stageJobId(data),
    attempts: 1,
    delay,
    removeOnComplete: KEEP_FINISHED,
    removeOnFail: KEEP_FINISHED,
  };
  return { name: task.stage, data, opts };
}
