import { type StageJob, stageJobId } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';

/** Finished jobs stay visible for a day, then the database alone remembers. */
export const KEEP_FINISHED = { age: 24 * 3600 };

/** What a queue is given for a task. Each job is tried once: a retry of the task is another job, with the next number. */
export function toJob(task: DueTask) {
  const data: StageJob = { executionId: task.executionId, taskId: task.taskId, jobNumber: task.jobNumber };
  const opts = {
    jobId: stageJobId(data),
    attempts: 1,
    delay: task.delayMs,
    priority: task.rank,
    removeOnComplete: KEEP_FINISHED,
    removeOnFail: KEEP_FINISHED,
  };
  return { name: task.stage, data, opts };
}
