import type { ExecutionId, SignatureOutcome, Source } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from '../advisory-locks';
import type { EnvironmentEntity } from '../entities/environment.entity';
import { PackVersionEntity } from '../entities/pack-version.entity';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

/** One installed version with its pack's name and whether it is the enabled one. */
export interface InstalledVersion {
  packId: number;
  packVersionId: number;
  ref: string;
  version: string;
  format: string;
  digest: string;
  isEnabled: boolean;
  manifest: unknown;
  source: Source;
  signature: SignatureOutcome | null;
  storagePath: string;
  /** Its digest in the content store; null without one. */
  content: string | null;
  createdAt: Date;
  installedAt: Date;
  installedBy: string | null;
  /** Why it is not as a user left it: `disabled, because …`. */
  note: string | null;
}

/** A pack's row that is locked until the transaction ends. */
export interface PackRowLock {
  packId: number;
  ref: string;
  enabledVersionId: number | null;
  /** The last execution that decided which version is enabled. */
  decidedByExecutionId: ExecutionId | null;
}

/** What resolving has to know of what is installed. */
export interface VersionForResolving {
  ref: string;
  version: string;
  isEnabled: boolean;
  format: string;
  /** Relative to the store of packs. */
  storagePath: string;
  content: string | null;
  dependencies: { ref: string; range: string }[];
  conflicts: { ref: string; range: string }[];
}

export type BuiltEnvironmentRow = Pick<
  EnvironmentEntity,
  'runtime' | 'path' | 'status' | 'details' | 'content' | 'platform'
>;

/** What a role was allowed. */
export interface LostGrant {
  role: string;
  bundle: string;
  permission: string;
}

export const INSTALLED = 'pack JOIN pack_version version ON version.pack_id = pack.id';
export const INSTALLED_COLUMNS = `pack.id AS "packId", version.id AS "packVersionId", pack.ref, version.version, version.format,
  version.digest, (pack.enabled_version_id IS NOT DISTINCT FROM version.id) AS "isEnabled", version.manifest,
  version.source, version.signature, version.storage_path AS "storagePath", version.content, pack.created_at AS "createdAt",
  version.installed_at AS "installedAt", version.installed_by AS "installedBy", version.note`;

const LOCK_PACKS = (source: string) => `INSERT INTO pack (ref) SELECT ref FROM ${source} ORDER BY ref
  ON CONFLICT ON CONSTRAINT pack_ref_unique DO UPDATE SET updated_at = now()
  RETURNING id AS "packId", ref, enabled_version_id AS "enabledVersionId", decided_by_execution_id AS "decidedByExecutionId"`;

const versionsForResolving = (where: string) => `
  SELECT pack.ref, version.id, version.version, version.format, version.storage_path AS "storagePath", version.content,
    pack.enabled_version_id IS NOT DISTINCT FROM version.id AS "isEnabled",
    coalesce(version.manifest -> 'conflicts', '[]') AS conflicts, coalesce(
    (SELECT jsonb_agg(jsonb_build_object('ref', needed.ref, 'range', needed.range) ORDER BY needed.ref)
      FROM pack_version_dependency needed WHERE needed.pack_version_id = version.id), '[]') AS dependencies
  FROM ${INSTALLED} WHERE ${where}`;

// Whether all are needed is asked first: as a part of one condition it would be asked of each row of both tables.
const FOR_RESOLVING = `
  WITH needed AS MATERIALIZED (SELECT $1::text[] IS NULL OR EXISTS (SELECT FROM pack_version_dependency WHERE ref = ANY($1))
    OR EXISTS (SELECT FROM pack_version WHERE manifest -> 'conflicts' <> '[]') AS all)
  ${versionsForResolving('pack.ref = ANY($1) AND NOT (SELECT needed.all FROM needed)')} UNION ALL
  ${versionsForResolving('(SELECT needed.all FROM needed)')} ORDER BY ref, id`;

@Injectable()
export class PackRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Every installed version, by name and oldest first; with `ref`, of one pack. */
  listInstalled(ref?: string, manager: EntityManager = this.dataSource.manager): Promise<InstalledVersion[]> {
    return rowsOf<InstalledVersion>(
      manager,
      `SELECT ${INSTALLED_COLUMNS} FROM ${INSTALLED} WHERE $1::text IS NULL OR pack.ref = $1
       ORDER BY pack.ref, version.id`,
      [ref ?? null],
    );
  }

  /**
   * Every installed version with what it needs of others. With `alone`, only those of these packs, unless another installed
   * version needs one of them, or excludes any pack at all: who installs what nobody else has to do with need not read all.
   */
  listVersionsForResolving(alone?: readonly string[]): Promise<VersionForResolving[]> {
    return rowsOf<VersionForResolving>(this.dataSource.manager, FOR_RESOLVING, [alone ?? null]);
  }

  findInstalled(
    ref: string,
    version: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<InstalledVersion | undefined> {
    const sql = `SELECT ${INSTALLED_COLUMNS} FROM ${INSTALLED} WHERE pack.ref = $1 AND version.version = $2`;
    return firstRowOf<InstalledVersion>(manager, sql, [ref, version]);
  }

  findEnabled(ref: string, manager: EntityManager = this.dataSource.manager): Promise<InstalledVersion | undefined> {
    const sql = `SELECT ${INSTALLED_COLUMNS} FROM ${INSTALLED} WHERE pack.ref = $1 AND version.id = pack.enabled_version_id`;
    return firstRowOf<InstalledVersion>(manager, sql, [ref]);
  }

  /**
   * What is installed under the same name in other upper and lower case: on some disks both would lie in one folder. Nobody
   * else installs such a name until the transaction ends.
   */
  async findSameNameInOtherCase(transaction: Transaction, ref: string): Promise<string | undefined> {
    await this.lockName(transaction, ref);
    const sql = `SELECT pack.ref FROM ${INSTALLED} WHERE lower(pack.ref) = lower($1) AND pack.ref <> $1 LIMIT 1`;
    return (await firstRowOf<{ ref: string }>(transaction, sql, [ref]))?.ref;
  }

  /** Also of a pack that has no row. To be taken after the locks of rows. */
  async lockName(transaction: Transaction, ref: string): Promise<void> {
    await transaction.query('SELECT pg_advisory_xact_lock($1, hashtext(lower($2)))', [ADVISORY_LOCKS.packName, ref]);
  }

  /** The pack's row, made when it is new, locked until the transaction ends: one change of a pack at a time. */
  async lock(transaction: Transaction, ref: string): Promise<PackRowLock> {
    const [row] = await rowsOf<PackRowLock>(transaction, LOCK_PACKS('unnest($1::text[]) AS ref'), [[ref]]);
    if (row === undefined) throw new Error(`Pack ${ref} was neither found nor made`);
    return row;
  }

  /**
   * Like {@link lock} for several, in the order of their refs. Until the transaction ends, content without a row is not
   * taken for left behind.
   */
  async lockForRegistration(transaction: Transaction, refs: readonly string[]): Promise<Map<string, PackRowLock>> {
    const source = 'unnest($1::text[]) AS ref, (SELECT pg_advisory_xact_lock_shared($2)) AS shared';
    const rows = await rowsOf<PackRowLock>(transaction, LOCK_PACKS(source), [[...new Set(refs)], ADVISORY_LOCKS.store]);
    return new Map(rows.map((row) => [row.ref, row]));
  }

  /** Where the enabled version of the pack lies. */
  async enabledPath(transaction: Transaction, ref: string): Promise<string | undefined> {
    const row = await firstRowOf<{ path: string }>(
      transaction,
      `SELECT version.storage_path AS path FROM pack
       JOIN pack_version version ON version.id = pack.enabled_version_id WHERE pack.ref = $1`,
      [ref],
    );
    return row?.path;
  }

  /** Where the enabled version of each pack lies, by name. */
  async enabledPaths(): Promise<Map<string, string>> {
    const rows = await rowsOf<{ ref: string; path: string }>(
      this.dataSource.manager,
      `SELECT pack.ref, version.storage_path AS path FROM pack
       JOIN pack_version version ON version.id = pack.enabled_version_id`,
    );
    return new Map(rows.map((row) => [row.ref, row.path]));
  }

  findVersion(transaction: Transaction, packId: number, version: string): Promise<PackVersionEntity | null> {
    return transaction.findOneBy(PackVersionEntity, { packId, version });
  }

  async formatsOf(transaction: Transaction, packId: number): Promise<string[]> {
    const sql = 'SELECT DISTINCT format FROM pack_version WHERE pack_id = $1';
    return (await rowsOf<{ format: string }>(transaction, sql, [packId])).map(({ format }) => format);
  }

  async versionById(transaction: Transaction, id: number): Promise<PackVersionEntity> {
    return transaction.findOneByOrFail(PackVersionEntity, { id });
  }

  /** Rows for packs that have none, so that they can be locked; see {@link removeLeftovers}. */
  async makeAll(transaction: Transaction, refs: readonly string[]): Promise<void> {
    await transaction.query(
      'INSERT INTO pack (ref) SELECT ref FROM unnest($1::text[]) AS ref ORDER BY ref ON CONFLICT DO NOTHING',
      [refs],
    );
  }

  /** Locks packs that exist, in the order of their refs, so that two changes never wait for each other. */
  async lockAll(transaction: Transaction, refs: readonly string[]): Promise<void> {
    await transaction.query('SELECT FROM pack WHERE ref = ANY($1) ORDER BY ref FOR UPDATE', [refs]);
  }

  /**
   * Their components, rules and permissions go with them; a pack without versions goes too, and with it its grants.
   * What was enabled is not any more.
   */
  async removeVersions(transaction: Transaction, packVersionIds: readonly number[]): Promise<void> {
    await transaction.query('UPDATE pack SET enabled_version_id = NULL WHERE enabled_version_id = ANY($1)', [
      packVersionIds,
    ]);
    await transaction.query('DELETE FROM pack_version WHERE id = ANY($1)', [packVersionIds]);
  }

  /**
   * Removes packs that have no version left, and grants of permissions that no version declares any more. Returns those
   * grants. They are kept with all versions that are kept now and declare them.
   */
  async removeLeftovers(transaction: Transaction, packIds: readonly number[]): Promise<LostGrant[]> {
    const lost = await rowsOf<LostGrant>(
      transaction,
      `WITH lost AS (
         DELETE FROM role_permission held USING pack, role
         WHERE pack.id = held.pack_id AND role.id = held.role_id AND held.pack_id = ANY($1) AND NOT EXISTS (
           SELECT FROM permission JOIN pack_version version ON version.id = permission.pack_version_id
           WHERE version.pack_id = held.pack_id AND permission.name = held.permission)
         RETURNING role.id AS role_id, role.name AS role, pack.ref AS bundle, held.permission AS permission),
       kept AS (
         INSERT INTO archived_grant (archived_version_id, role_id, permission)
         SELECT archived.id, lost.role_id, lost.permission FROM lost JOIN archived_version archived
           ON archived.ref = lost.bundle
           AND archived.snapshot -> 'permissions' @> jsonb_build_array(jsonb_build_object('name', lost.permission))
         ON CONFLICT DO NOTHING)
       SELECT role, bundle, permission FROM lost ORDER BY role, bundle, permission`,
      [packIds],
    );
    await transaction.query(
      'DELETE FROM pack WHERE id = ANY($1) AND NOT EXISTS (SELECT FROM pack_version WHERE pack_id = pack.id)',
      [packIds],
    );
    return lost;
  }

  /** The versions that an execution installed and that are still there. */
  addedBy(transaction: Transaction, executionId: ExecutionId): Promise<InstalledVersion[]> {
    return rowsOf<InstalledVersion>(
      transaction,
      `SELECT ${INSTALLED_COLUMNS} FROM ${INSTALLED}
       WHERE version.execution_id = $1 ORDER BY pack.ref`,
      [executionId],
    );
  }

  async setNote(transaction: Transaction, packVersionId: number, note: string | null): Promise<void> {
    await transaction.query('UPDATE pack_version SET note = $2 WHERE id = $1 AND note IS DISTINCT FROM $2', [
      packVersionId,
      note,
    ]);
  }

  environmentsOf(packVersionId: number): Promise<BuiltEnvironmentRow[]> {
    return rowsOf<BuiltEnvironmentRow>(
      this.dataSource.manager,
      `SELECT environment.runtime, environment.path, environment.status, environment.details, environment.content,
         environment.platform FROM environment
       JOIN pack_version_environment link ON link.environment_id = environment.id
       WHERE link.pack_version_id = $1 ORDER BY environment.runtime`,
      [packVersionId],
    );
  }

  /**
   * Where content lies, relative to the store's packs folder, of versions that are installed and of those that are kept:
   * all at one moment, while some become the other.
   */
  async storagePaths(transaction: Transaction): Promise<string[]> {
    const rows = await rowsOf<{ path: string }>(
      transaction,
      'SELECT storage_path AS path FROM pack_version UNION ALL SELECT storage_path FROM archived_version',
    );
    return rows.map((row) => row.path);
  }

  /** False when somebody is just publishing. */
  async tryOwnStore(transaction: Transaction): Promise<boolean> {
    const row = await firstRowOf<{ owned: boolean }>(transaction, 'SELECT pg_try_advisory_xact_lock($1) AS owned', [
      ADVISORY_LOCKS.store,
    ]);
    return row?.owned === true;
  }
}
