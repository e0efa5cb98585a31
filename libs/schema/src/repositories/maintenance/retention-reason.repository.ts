import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstRowOf, LIVE_EXECUTION_STATUSES, rowsOf } from '../../sql';

/** What lies on disk, and what keeps it there: `enabled as slack 2.0.0`. */
export interface KeeperRow {
  /** Relative to its store. */
  path: string;
  by: string;
}

export interface TableSize {
  name: string;
  /** As PostgreSQL estimates them. */
  rows: number;
  /** With indexes. */
  bytes: number;
}

/** Says what keeps content and environments alive, and how large tables are. */
@Injectable()
export class RetentionReasonRepository {
  constructor(private readonly dataSource: DataSource) {}

  content(): Promise<KeeperRow[]> {
    return rowsOf<KeeperRow>(this.dataSource.manager, CONTENT);
  }

  /** By the folder of the fingerprint: `python/<fingerprint>`. */
  environments(): Promise<KeeperRow[]> {
    return rowsOf<KeeperRow>(this.dataSource.manager, ENVIRONMENTS);
  }

  /** Largest first. */
  tables(): Promise<TableSize[]> {
    return rowsOf<TableSize>(
      this.dataSource.manager,
      `SELECT relname AS name, greatest(n_live_tup, 0)::float8 AS rows, pg_total_relation_size(relid)::float8 AS bytes
       FROM pg_stat_user_tables ORDER BY 3 DESC, 1`,
    );
  }

  async databaseBytes(): Promise<number> {
    const sql = 'SELECT pg_database_size(current_database())::float8 AS bytes';
    return (await firstRowOf<{ bytes: number }>(this.dataSource.manager, sql))?.bytes ?? 0;
  }
}

const INSTALLED = `CASE WHEN pack.enabled_version_id = installed.id THEN 'enabled as ' ELSE 'installed as ' END
  || pack.ref || ' ' || installed.version`;

const ARCHIVED = `'kept as ' || archived.ref || ' ' || archived.version || coalesce(
  (SELECT ' for rolling back to generation ' || max(change.generation_id) - 1 FROM generation_change change
   WHERE change.ref = archived.ref AND change.former_version = archived.version
     AND change.former_digest = archived.digest), ' until execution ' || archived.execution_id || ' has ended')`;

const CONTENT = `
  SELECT installed.storage_path AS path, ${INSTALLED} AS by
  FROM pack_version installed JOIN pack ON pack.id = installed.pack_id
  UNION ALL SELECT archived.storage_path, ${ARCHIVED} FROM archived_version archived
  ORDER BY 1, 2`;

const FOLDER = `environment.runtime || '/' || environment.fingerprint`;

const ENVIRONMENTS = `
  SELECT ${FOLDER} AS path, ${INSTALLED} AS by
  FROM environment JOIN pack_version_environment link ON link.environment_id = environment.id
  JOIN pack_version installed ON installed.id = link.pack_version_id JOIN pack ON pack.id = installed.pack_id
  UNION ALL SELECT ${FOLDER}, ${ARCHIVED} FROM archived_version archived,
    jsonb_array_elements(coalesce(nullif(archived.snapshot -> 'environments', 'null'), '[]')) AS used
    JOIN environment ON environment.id = (used ->> 'environment_id')::integer
  UNION ALL SELECT ${FOLDER}, 'linked as ' || link.path
    FROM environment JOIN environment_link link ON link.environment_id = environment.id
  UNION ALL SELECT DISTINCT ${FOLDER}, 'execution ' || execution.id FROM execution
    JOIN execution_pack pack ON pack.execution_id = execution.id
    JOIN execution_pack_environment link ON link.execution_pack_id = pack.id
    JOIN environment ON environment.id = link.environment_id WHERE execution.status IN ${LIVE_EXECUTION_STATUSES}
  ORDER BY 1, 2`;
