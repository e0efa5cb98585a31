import type { EntityManager } from 'typeorm';

/** A transaction that is already open. Repositories whose methods ask for one never commit by themselves. */
export type Transaction = EntityManager;

/** Of executions that have not ended. */
export const LIVE_EXECUTION_STATUSES = "('requested', 'scheduling', 'scheduled', 'running', 'canceling')";

/**
 * In the FROM of a statement, this lets its commit not wait for the disk. Only for what is simply done again if PostgreSQL is killed
 * before it has written it. Commits are lost in reverse order only, so nothing later survives without it.
 */
export const WITHOUT_FSYNC_WAIT = `(SELECT set_config('synchronous_commit', 'off', true)) AS relaxed`;

/**
 * Answers to statements that were sent together, in the order of the calls. When one fails, those after it fail because of it:
 * the first in this order tells the reason, whichever answer was read first.
 */
export async function answersInOrder<Answers extends unknown[]>(
  sent: readonly [...{ [Index in keyof Answers]: Promise<Answers[Index]> }],
): Promise<Answers> {
  const promises: readonly Promise<unknown>[] = sent;
  await Promise.allSettled(promises);
  const answers: unknown[] = [];
  for (const answer of promises) answers.push(await answer);
  return answers as Answers;
}

/** Rows of a statement. TypeORM answers `[rows, count]` for UPDATE and DELETE, and rows alone for all others. */
export async function rowsOf<Row>(manager: EntityManager, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const answer: unknown = await manager.query(sql, parameters);
  if (!Array.isArray(answer)) return [];
  const [first, second] = answer as unknown[];
  return (answer.length === 2 && Array.isArray(first) && typeof second === 'number' ? first : answer) as Row[];
}

export async function firstRowOf<Row>(
  manager: EntityManager,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row | undefined> {
  return (await rowsOf<Row>(manager, sql, parameters))[0];
}
