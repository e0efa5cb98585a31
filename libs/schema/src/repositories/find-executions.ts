import type { ExecutionId, Principal } from '@packyard/contracts';

/** In how many executions a text is looked for at most, since no index knows what is in results. */
export const MAX_SEARCHED = 5_000;

export interface FoundExecutions {
  ids: ExecutionId[];
  total: number;
}

// The index execution_listed has all that this asks for: rows are large, and only those of the page are read.
const FILTER = '($1::text IS NULL OR status = $1) AND ($2::text[] IS NULL OR action = ANY($2))';
/** `condition` is one of {@link filterSql}. */
export const listSql = (condition: string) => `
  SELECT (SELECT count(*) FROM execution WHERE ${condition})::integer AS total,
    ARRAY(SELECT id FROM execution WHERE ${condition} ORDER BY id DESC LIMIT $3 OFFSET $4) AS ids`;

/** Its parameters are the requester's kind and id, the first of them with this number. */
export function filterSql(requester: Principal | undefined, parameter: number): string {
  return `${FILTER} AND ${isRequestedBy(requester, parameter)}`;
}

/** Whose they are is asked only when it matters: the index does not know it. */
export function isRequestedBy(requester: Principal | undefined, parameter: number): string {
  if (requester === undefined) return 'true';
  return `requested_by_kind = $${parameter} AND requested_by_id = $${parameter + 1}`;
}

/** The letters of ASCII have their case ignored several times as fast where those of all other languages are left alone. */
export function searchSql(text: string, condition: string): string {
  const collation = /^[\x20-\x7e]*$/.test(text) ? ' COLLATE "C"' : '';
  return `
    WITH candidate AS (SELECT id, result FROM execution WHERE ${condition} ORDER BY id DESC LIMIT $6),
    found AS MATERIALIZED (
      SELECT id FROM candidate WHERE position(lower($5${collation}) IN lower(result::text${collation})) > 0)
    SELECT (SELECT count(*) FROM found)::integer AS total,
      ARRAY(SELECT id FROM found ORDER BY id DESC LIMIT $3 OFFSET $4) AS ids`;
}
