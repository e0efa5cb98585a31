import { attemptOf, type ClaimedTask } from '@packyard/schema';
import { inSpan, pastSpan } from '@packyard/tracing';

/**
 * A task in the trace of what asked for its execution: how long it was due before this worker took it, and then the task
 * itself. Work that several executions wait for is in the trace of the one that it was made for.
 */
export function inTaskSpan<Result>(task: ClaimedTask, work: () => Promise<Result>): Promise<Result> {
  const { id, stage, executionId, jobNumber, pack } = task;
  const parent = task.execution.traceParent ?? null;
  const attributes = {
    'packyard.stage': stage,
    'packyard.execution.id': executionId,
    'packyard.task.id': id,
    'packyard.task.attempt': attemptOf(task),
    'packyard.task.job': jobNumber,
    'packyard.pack': pack === null ? undefined : (pack.ref ?? pack.sourceText),
  };
  pastSpan({ name: `${stage} wait`, parent, attributes }, Math.max(0, task.waitedMs ?? 0));
  return inSpan({ name: stage, kind: 'consumer', parent, attributes }, work);
}
