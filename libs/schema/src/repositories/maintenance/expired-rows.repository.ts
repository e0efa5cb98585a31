import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstRowOf, rowsOf, WITHOUT_FSYNC_WAIT } from '../../sql';

/** Rows that grow with use, and go after some time or beyond some number. What belongs to them goes with them. */
export const EXPIRING = [
  'executions',
  'audit_events',
  'pack_tests',
  'environments',
  'sessions',
  'user_tokens',
  'webhook_deliveries',
] as const;
export type Expiring = (typeof EXPIRING)[number];

/** How many of the newest are kept, and for how many days; of environments, sessions and tokens of users, neither counts. */
export interface KeptRows {
  keep: number;
  days: number;
}

/** Deletes in batches: each is a transaction of its own, and leaves out what others have locked. */
@Injectable()
export class ExpiredRowsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async count(what: Expiring, { keep, days }: KeptRows): Promise<number> {
    const row = await firstRowOf<{ count: number }>(
      this.dataSource.manager,
      `SELECT count(*)::integer AS count FROM (${EXPIRED[what].select}) AS expired`,
      EXPIRED[what].select.includes('$1') ? [keep, days] : [],
    );
    return row?.count ?? 0;
  }

  /** Returns how many it deleted; fewer than `limit` when no more are left. */
  async deleteSome(what: Expiring, { keep, days }: KeptRows, limit: number): Promise<number> {
    const { table, key, select } = EXPIRED[what];
    const values = select.includes('$1') ? [keep, days] : [];
    const rows = await rowsOf(
      this.dataSource.manager,
      `WITH expired AS MATERIALIZED (
         SELECT ${key} FROM ${table} WHERE ${key} IN (${select}) ORDER BY ${key} LIMIT ${Math.floor(limit)}
         FOR UPDATE SKIP LOCKED)
       DELETE FROM ${table} USING expired, ${WITHOUT_FSYNC_WAIT} WHERE ${table}.${key} = expired.${key}
       RETURNING ${table}.${key}`,
      values,
    );
    return rows.length;
  }
}

/** All rows up to the one that has `keep` newer ones. */
const beyond = (table: string) => `id <= coalesce((SELECT id FROM ${table} ORDER BY id DESC OFFSET $1 LIMIT 1), 0)`;
const OLD = 'make_interval(days => $2)';

// What installed something that is still there, or may come back, tells how that came to be.
const EXECUTIONS = `
  SELECT id FROM execution WHERE finished_at IS NOT NULL AND (${beyond('execution')} OR finished_at < now() - ${OLD})
    AND NOT EXISTS (SELECT FROM pack_version WHERE pack_version.execution_id = execution.id)
    AND NOT EXISTS (SELECT FROM generation WHERE generation.execution_id = execution.id)
    AND NOT EXISTS (SELECT FROM archived_version archived WHERE archived.execution_id = execution.id)
    AND NOT EXISTS (SELECT FROM archived_version archived
      WHERE (archived.snapshot #>> '{version,execution_id}')::integer = execution.id)`;

const AUDIT_EVENTS = `
  SELECT id FROM audit_event WHERE ${beyond('audit_event')} OR created_at < now() - ${OLD}`;

// The last run with each installed version stays: the version says how its tests ended.
const PACK_TESTS = `
  SELECT id FROM (SELECT id, ref, version, created_at, row_number() OVER (PARTITION BY ref ORDER BY id DESC) AS nth,
      row_number() OVER (PARTITION BY ref, version ORDER BY id DESC) AS nth_of_version FROM pack_test) AS run
  WHERE (nth > $1 OR created_at < now() - ${OLD}) AND NOT (nth_of_version = 1 AND EXISTS (
    SELECT FROM pack_version installed JOIN pack ON pack.id = installed.pack_id
    WHERE pack.ref = run.ref AND installed.version = run.version))`;

// What was asked for and never built, or is not built any more.
const ENVIRONMENTS = `
  SELECT id FROM environment WHERE status = 'pending'
    AND NOT EXISTS (SELECT FROM execution_pack_environment link WHERE link.environment_id = environment.id)
    AND NOT EXISTS (SELECT FROM task WHERE task.environment_id = environment.id)
    AND NOT EXISTS (SELECT FROM environment_link link WHERE link.environment_id = environment.id)
    AND NOT EXISTS (SELECT FROM pack_version_environment link WHERE link.environment_id = environment.id)
    AND id NOT IN (SELECT (kept ->> 'environment_id')::integer FROM archived_version,
      jsonb_array_elements(coalesce(nullif(snapshot -> 'environments', 'null'), '[]')) AS kept)`;

// A request that began with one that has expired since may be under way.
const SESSIONS = `SELECT id FROM api_token
  WHERE kind IN ('access', 'refresh') AND expires_at < now() - interval '1 day'`;

// Those of Gort's routes.
const USER_TOKENS = 'SELECT hash FROM account_token WHERE expires_at < now()';

// Also those of webhooks that are gone, and what waits for one that is disabled.
const WEBHOOK_DELIVERIES = `
  SELECT id FROM webhook_delivery WHERE ${beyond('webhook_delivery')} OR created_at < now() - ${OLD}
    OR NOT EXISTS (SELECT FROM webhook WHERE webhook.id = webhook_id)`;

const EXPIRED: Readonly<Record<Expiring, { table: string; key: string; select: string }>> = {
  executions: { table: 'execution', key: 'id', select: EXECUTIONS },
  audit_events: { table: 'audit_event', key: 'id', select: AUDIT_EVENTS },
  pack_tests: { table: 'pack_test', key: 'id', select: PACK_TESTS },
  environments: { table: 'environment', key: 'id', select: ENVIRONMENTS },
  sessions: { table: 'api_token', key: 'id', select: SESSIONS },
  user_tokens: { table: 'account_token', key: 'hash', select: USER_TOKENS },
  webhook_deliveries: { table: 'webhook_delivery', key: 'id', select: WEBHOOK_DELIVERIES },
};
