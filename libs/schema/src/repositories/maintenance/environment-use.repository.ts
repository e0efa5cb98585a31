import { Injectable } from '@nestjs/common';
import type { EnvironmentId } from '@packyard/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { LIVE_EXECUTION_STATUSES, rowsOf, type Transaction } from '../../sql';

/** A link in a folder of a user that led to an environment when it was made. */
export interface EnvironmentLinkRow {
  path: string;
  environmentId: EnvironmentId;
  /** Of the build, relative to the store; nothing when it is not built any more. */
  build: string | null;
}

/** Who uses environments. */
@Injectable()
export class EnvironmentUseRepository {
  constructor(private readonly dataSource: DataSource) {}

  async addLink(transaction: Transaction, environmentId: EnvironmentId, path: string): Promise<void> {
    await transaction.query(
      `INSERT INTO environment_link (path, environment_id) VALUES ($1, $2)
       ON CONFLICT ON CONSTRAINT environment_link_pk DO UPDATE SET environment_id = excluded.environment_id`,
      [path, environmentId],
    );
  }

  links(manager: EntityManager = this.dataSource.manager): Promise<EnvironmentLinkRow[]> {
    return rowsOf<EnvironmentLinkRow>(
      manager,
      `SELECT link.path, link.environment_id AS "environmentId", environment.path AS build
       FROM environment_link link JOIN environment ON environment.id = link.environment_id ORDER BY link.path`,
    );
  }

  async forgetLinks(transaction: Transaction, links: readonly EnvironmentLinkRow[]): Promise<void> {
    await transaction.query(
      `DELETE FROM environment_link link USING unnest($1::text[], $2::integer[]) AS gone (path, environment_id)
       WHERE link.path = gone.path AND link.environment_id = gone.environment_id`,
      [links.map(({ path }) => path), links.map(({ environmentId }) => environmentId)],
    );
  }

  /** Notes since when nothing uses an environment, for those for which that has changed. */
  async noteUse(): Promise<void> {
    await this.dataSource.query(
      `UPDATE environment SET unused_since = CASE WHEN id IN (${USED}) THEN NULL ELSE now() END
       WHERE status = 'ready' AND (id IN (${USED})) = (unused_since IS NOT NULL)`,
    );
  }

  /**
   * Environments that nothing has used for so long are not built any more, as if they never had been: whoever needs one
   * from now on builds it anew. Returns how many.
   */
  async forgetUnused(transaction: Transaction, unusedHours: number): Promise<number> {
    // Whoever plans to use an environment locks its row first. Their plans are seen by the second statement only.
    const candidates = await rowsOf<{ id: EnvironmentId }>(
      transaction,
      `SELECT id FROM environment WHERE status = 'ready' AND id NOT IN (${USED})
         AND ($1 = 0 OR unused_since < now() - make_interval(hours => $1))
       ORDER BY id FOR UPDATE SKIP LOCKED`,
      [unusedHours],
    );
    const retired = await rowsOf(
      transaction,
      `UPDATE environment SET status = 'pending', path = NULL, details = NULL, unused_since = NULL
       WHERE id = ANY($1) AND id NOT IN (${USED}) RETURNING id`,
      [candidates.map(({ id }) => id)],
    );
    return retired.length;
  }
}

/** Ids of environments that installed versions, versions that may come back, executions or folders of users use. */
const USED = `
  SELECT environment_id FROM pack_version_environment
  UNION ALL SELECT (kept ->> 'environment_id')::integer FROM archived_version,
    jsonb_array_elements(coalesce(nullif(snapshot -> 'environments', 'null'), '[]')) AS kept
  UNION ALL SELECT environment_id FROM environment_link
  UNION ALL SELECT link.environment_id FROM execution
    JOIN execution_pack pack ON pack.execution_id = execution.id
    JOIN execution_pack_environment link ON link.execution_pack_id = pack.id WHERE execution.status IN ${LIVE_EXECUTION_STATUSES}
  UNION ALL SELECT environment_id FROM task WHERE status IN ('pending', 'running') AND environment_id IS NOT NULL`;
