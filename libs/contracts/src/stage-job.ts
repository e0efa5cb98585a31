import { z } from 'zod';
import { ExecutionId, TaskId } from './identifiers';

/** What travels through a queue: identifiers only, never a path, a URL, a parameter or a token. */
export const StageJob = z.strictObject({
  executionId: ExecutionId,
  taskId: TaskId,
  jobNumber: z.number().int().positive(),
});
export type StageJob = z.infer<typeof StageJob>;

/** Deterministic, so that adding a job twice is harmless. BullMQ refuses `:` and ids that are all digits. */
export function stageJobId(job: StageJob): string {
  return `task-${job.taskId}-${job.jobNumber}`;
}
