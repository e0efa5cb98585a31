import type { EnvironmentId, RuntimeName } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EnvironmentEntity } from '../entities/environment.entity';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

/** Of a version; `path` is relative to the environment store, and null before it was built. */
export interface VersionEnvironment {
  runtime: RuntimeName;
  path: string | null;
}

/** Of a version, with what says where it can be brought from. */
export type EnvironmentLocation = Pick<EnvironmentEntity, 'runtime' | 'path' | 'content' | 'platform'>;

export interface VersionWithEnvironments {
  ref: string;
  storagePath: string;
  environments: readonly VersionEnvironment[];
}

/** Which environments the content of versions is to lead to. */
@Injectable()
export class VersionEnvironmentRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By where the content lies: of the installed version, or of one that is archived. Nothing when there is neither. */
  async usedAt(transaction: Transaction, storagePath: string): Promise<VersionEnvironment[] | undefined> {
    const row = await firstRowOf<{ environments: VersionEnvironment[] }>(transaction, USED_AT, [storagePath]);
    return row?.environments;
  }

  /** Those of a version that are for these runtimes, and were built. */
  ofVersion(
    transaction: Transaction,
    packVersionId: number,
    runtimes: readonly RuntimeName[],
  ): Promise<(VersionEnvironment & { id: EnvironmentId })[]> {
    return rowsOf(transaction, OF_VERSION, [packVersionId, runtimes]);
  }

  /** The same of the installed version whose content lies there. */
  ofContent(storagePath: string, runtimes: readonly RuntimeName[]): Promise<EnvironmentLocation[]> {
    return rowsOf(this.dataSource.manager, OF_CONTENT, [storagePath, runtimes]);
  }

  /** Of all that is installed, or archived and not installed. */
  all(): Promise<VersionWithEnvironments[]> {
    return rowsOf(this.dataSource.manager, ALL);
  }
}

const OF_VERSION = `
  SELECT environment.id, environment.runtime, environment.path FROM pack_version_environment link
  JOIN environment ON environment.id = link.environment_id
  WHERE link.pack_version_id = $1 AND environment.runtime = ANY($2) AND environment.path IS NOT NULL
  ORDER BY environment.runtime`;

// Nothing but the names of folders keeps two versions from lying in one; a runtime's environment is the later one's.
const OF_CONTENT = `
  SELECT DISTINCT ON (environment.runtime) environment.runtime, environment.path, environment.content, environment.platform FROM pack_version version
  JOIN pack_version_environment link ON link.pack_version_id = version.id
  JOIN environment ON environment.id = link.environment_id
  WHERE version.storage_path = $1 AND environment.runtime = ANY($2) AND environment.path IS NOT NULL
  ORDER BY environment.runtime, version.id DESC`;

const SHOWN = `coalesce(jsonb_agg(jsonb_build_object('runtime', environment.runtime, 'path', environment.path)
  ORDER BY environment.runtime) FILTER (WHERE environment.id IS NOT NULL), '[]') AS environments`;

const OF_ARCHIVED = `ARRAY(SELECT (each ->> 'environment_id')::integer
  FROM jsonb_array_elements(coalesce(nullif(snapshot -> 'environments', 'null'), '[]')) AS each)`;

const USED_AT = `
  WITH used AS (
    SELECT 0 AS order_by, ARRAY(SELECT environment_id FROM pack_version_environment WHERE pack_version_id = installed.id) AS ids
    FROM pack_version installed WHERE storage_path = $1
    UNION ALL
    SELECT 1, ${OF_ARCHIVED} FROM archived_version WHERE storage_path = $1
    ORDER BY order_by LIMIT 1)
  SELECT ${SHOWN} FROM used LEFT JOIN environment ON environment.id = ANY(used.ids) GROUP BY used.ids`;

const ALL = `
  WITH used AS (
    SELECT pack.ref, version.storage_path,
      ARRAY(SELECT environment_id FROM pack_version_environment WHERE pack_version_id = version.id) AS ids
    FROM pack JOIN pack_version version ON version.pack_id = pack.id
    UNION ALL
    SELECT ref, storage_path, ${OF_ARCHIVED} FROM archived_version archived
    WHERE NOT EXISTS (SELECT FROM pack_version version WHERE version.storage_path = archived.storage_path))
  SELECT used.ref, used.storage_path AS "storagePath", ${SHOWN}
  FROM used LEFT JOIN environment ON environment.id = ANY(used.ids)
  GROUP BY used.ref, used.storage_path, used.ids ORDER BY used.ref, used.storage_path`;
