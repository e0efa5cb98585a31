/**
 * Which task of a stage is next: the one with the lowest rank (start-time fair queueing). Each task belongs to a share, and a
 * requester has two of these. A new task's rank is one more than the highest in its share, and at least that of the task which was
 * started last: so shares take turns, task by task, however many tasks each of them has. Costs two reads of an index per stage.
 */
export interface Share {
  name: string;
  /** Before all that have a rank. */
  isUrgent: boolean;
}

/** The highest priority number that BullMQ knows. Those that come so far wait in the order in which they came. */
export const LAST_RANK = 2 ** 21 - 1;

/** What a queue is told of a task. */
export const DUE_COLUMNS = `task.id AS "taskId", task.execution_id AS "executionId", task.stage, task.job_number AS "jobNumber", task.rank,
  greatest(0, extract(epoch FROM task.due_at - now()) * 1000)::integer AS "delayMs"`;

/**
 * By the stages of the tasks in `$2`: the rank behind which a new task of the share `$3` waits. As JSON, since PostgreSQL would
 * plan the statement anew for each array that it is given.
 */
export const ENDS_OF_SHARE = `(
  SELECT stage, ${endOfShare('given.stage', '$3')} AS rank
  FROM (SELECT DISTINCT stage FROM jsonb_to_recordset($2::jsonb) AS task (stage text)) given) ends`;

/** The rank of a row of tasks that is to wait again. */
export function behindItsShare(task: string): string {
  return `least(${LAST_RANK}, ${endOfShare(`${task}.stage`, `${task}.share`)} + 1)`;
}

// Nothing that runs was started long ago: its rank says how far the stage has come. When nothing runs, the first that waits does.
function endOfShare(stage: string, share: string): string {
  const waits = (order: 'min' | 'max', where: string) =>
    `(SELECT ${order}(other.rank) FROM task other WHERE other.stage = ${stage} AND ${where})`;
  const lastOfShare = waits('max', `other.status = 'pending' AND other.share = ${share}`);
  const started = waits('max', `other.status = 'running' AND other.rank > 0`);
  const first = waits('min', `other.status = 'pending' AND other.rank > 0`);
  return `greatest(${lastOfShare}, coalesce(${started}, ${first}) - 1, 0)`;
}
