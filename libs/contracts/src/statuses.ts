/** Attune's execution statuses; the first four and `canceling` are still under way. */
export const EXECUTION_STATUSES = [
  'requested',
  'scheduling',
  'scheduled',
  'running',
  'canceling',
  'completed',
  'failed',
  'cancelled',
  'timeout',
  'abandoned',
] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

const ENDED_EXECUTION_STATUSES: readonly ExecutionStatus[] = [
  'completed',
  'failed',
  'cancelled',
  'timeout',
  'abandoned',
];

export function hasEnded(status: ExecutionStatus): boolean {
  return ENDED_EXECUTION_STATUSES.includes(status);
}

/** How far one pack of an execution is within its stage. Only `pending` and `running` can still change. */
export const PACK_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type PackStatus = (typeof PACK_STATUSES)[number];

/** A unit of work of one stage. `pending` and `running` are live; the others are final. */
export const TASK_STATUSES = ['pending', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export type EnvironmentStatus = 'pending' | 'ready';
