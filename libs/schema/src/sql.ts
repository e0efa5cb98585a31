import type { EntityManager } from 'typeorm';

/** A transaction that is already open. Repositories whose methods ask for one never commit by themselves. */
export type Transaction = EntityManager;

/** Of executions that have not ended. */
export const LIVE_EXECUTION_STATUSES = "('requested', 'scheduling', 'scheduled', 'running', 'canceling')";

/**
 * In the FROM of a statement: its commit does not wait for the disk. For what is done again when PostgreSQL was killed
 * before it is written: commits are lost in reverse order only, so nothing later survives without it.
 */
export const WITHOUT_FSYNC_WAIT = `(SELECT set_config('synchronous_commit', 'off', true)) AS relaxed`;

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
