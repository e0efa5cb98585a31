import { z } from 'zod';
import { ExecutionId, TaskId } from './identifiers';

const NumberedJob = z.strictObject({
  executionId: ExecutionId,
  taskId: TaskId,
  jobNumber: z.number().int().positive(),
});
/** As version 0.1 wrote it at first: such jobs may have been queued before an upgrade. No longer needed with version 0.2. */
const FormerJob = NumberedJob.omit({ jobNumber: true })
  .extend({ attempt: NumberedJob.shape.jobNumber })
  .transform(({ attempt, ...job }): z.infer<typeof NumberedJob> => ({ ...job, jobNumber: attempt }));

/** What travels through a queue: identifiers only, never a path, a URL, a parameter or a token. */
export const StageJob = z.union([NumberedJob, FormerJob]);
export type StageJob = z.infer<typeof StageJob>;

/** Deterministic, so that adding a job twice is harmless. BullMQ refuses `:` and ids that are all digits. */
export function stageJobId(job: StageJob): string {
  return `task-${job.taskId}-${job.jobNumber}`;
}
