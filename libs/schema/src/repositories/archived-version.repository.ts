import { Injectable } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { firstRowOf, LIVE_EXECUTION_STATUSES, rowsOf, type Transaction } from '../sql';
import type { VersionIdentity } from './generation.repository';
import type { LostGrant } from './pack.repository';

/**
 * Versions that were uninstalled or replaced, as long as a generation remembers them: rolling back brings them back. What
 * an execution replaced is kept until it has ended as well.
 */
@Injectable()
export class ArchivedVersionRepository {
  /** To be called before the rows are deleted. Versions that neither a generation nor an execution needs are not kept. */
  async archive(
    transaction: Transaction,
    packVersionIds: readonly number[],
    replacedBy: ExecutionId | undefined,
  ): Promise<void> {
    // When the same content was kept before: what was granted then is not what is granted now.
    await transaction.query(FORGET_GRANTS, [packVersionIds]);
    await transaction.query(ARCHIVE, [packVersionIds, replacedBy ?? null]);
  }

  /** What an execution replaced, by the name of the pack. */
  replacedBy(transaction: Transaction, executionId: ExecutionId): Promise<(VersionIdentity & { ref: string })[]> {
    return rowsOf(
      transaction,
      'SELECT ref, version, digest FROM archived_version WHERE execution_id = $1 ORDER BY ref, version',
      [executionId],
    );
  }

  /**
   * Makes the rows of a archived version again, and gives roles back what they were allowed when it went. To be called for
   * what is kept.
   */
  async restore(
    transaction: Transaction,
    { packId, ref, version, digest }: VersionIdentity & { packId: number; ref: string },
  ): Promise<{ packVersionId: number; grants: LostGrant[] }> {
    const archived = await firstRowOf<{ id: number; newId: number }>(transaction, RESTORE_VERSION, [
      packId,
      ref,
      version,
      digest,
    ]);
    if (archived === undefined) throw new Error(`${ref} ${version} is not kept`);
    for (const statement of RESTORE_ROWS) await transaction.query(statement, [archived.newId, archived.id]);
    const grants = await rowsOf<LostGrant>(transaction, RESTORE_GRANTS, [packId, archived.id]);
    await transaction.query('DELETE FROM archived_version WHERE id = $1', [archived.id]);
    return { packVersionId: archived.newId, grants };
  }

  /**
   * Forgets versions that are installed again, or that nothing leads back to any more. What somebody else is just about
   * to change is left for the next time. Returns how many.
   */
  async prune(transaction: Transaction): Promise<number> {
    const forgotten = await rowsOf(
      transaction,
      `DELETE FROM archived_version WHERE id IN (SELECT id FROM archived_version archived WHERE (NOT EXISTS (
         SELECT FROM generation_change change WHERE change.ref = archived.ref
           AND change.former_version = archived.version AND change.former_digest = archived.digest)
       AND NOT EXISTS (
         SELECT FROM execution WHERE execution.id = archived.execution_id AND execution.status IN ${LIVE_EXECUTION_STATUSES}))
       OR EXISTS (
         SELECT FROM pack_version version JOIN pack ON pack.id = version.pack_id
         WHERE pack.ref = archived.ref AND version.version = archived.version AND version.digest = archived.digest)
       FOR UPDATE SKIP LOCKED) RETURNING id`,
    );
    return forgotten.length;
  }

  /** Of a version that is kept; nothing when it is not. */
  async formatOf(
    transaction: Transaction,
    ref: string,
    { version, digest }: VersionIdentity,
  ): Promise<string | undefined> {
    const row = await firstRowOf<{ format: string }>(
      transaction,
      `SELECT snapshot -> 'version' ->> 'format' AS format FROM archived_version
       WHERE ref = $1 AND version = $2 AND digest = $3`,
      [ref, version, digest],
    );
    return row?.format;
  }
}

const RESTORE_GRANTS = `
  WITH granted AS (
    INSERT INTO role_permission (role_id, pack_id, permission)
    SELECT role_id, $1::integer, permission FROM archived_grant WHERE archived_version_id = $2
    ON CONFLICT DO NOTHING RETURNING role_id, pack_id, permission)
  SELECT role.name AS role, pack.ref AS bundle, granted.permission FROM granted
  JOIN role ON role.id = granted.role_id JOIN pack ON pack.id = granted.pack_id ORDER BY 1, 3`;

const FORGET_GRANTS = `
  DELETE FROM archived_grant kept USING archived_version archived, pack_version installed, pack
  WHERE installed.id = ANY($1) AND pack.id = installed.pack_id AND archived.ref = pack.ref
    AND archived.version = installed.version AND archived.digest = installed.digest
    AND kept.archived_version_id = archived.id`;

// The rows as they are, by the names of their columns; lists are null when they are empty.
const ARCHIVE = `
  INSERT INTO archived_version (ref, version, digest, storage_path, execution_id, snapshot)
  SELECT pack.ref, installed.version, installed.digest, installed.storage_path, $2::integer, jsonb_build_object(
    'version', to_jsonb(installed),
    'dependencies', (SELECT jsonb_agg(d) FROM pack_version_dependency d WHERE d.pack_version_id = installed.id),
    'permissions', (SELECT jsonb_agg(p) FROM permission p WHERE p.pack_version_id = installed.id),
    'rules', (SELECT jsonb_agg(r) FROM rule r WHERE r.pack_version_id = installed.id),
    'components', (SELECT jsonb_agg(c) FROM component c WHERE c.pack_version_id = installed.id),
    'environments', (SELECT jsonb_agg(e) FROM pack_version_environment e WHERE e.pack_version_id = installed.id))
  FROM pack_version installed JOIN pack ON pack.id = installed.pack_id
  WHERE installed.id = ANY($1) AND ($2::integer IS NOT NULL OR pack.enabled_version_id = installed.id OR EXISTS (
    SELECT FROM generation_change change WHERE change.ref = pack.ref
      AND change.former_version = installed.version AND change.former_digest = installed.digest))
  ON CONFLICT ON CONSTRAINT archived_version_unique DO UPDATE SET snapshot = excluded.snapshot,
    execution_id = excluded.execution_id, archived_at = now()`;

const RESTORE_VERSION = `
  WITH archived AS (SELECT * FROM archived_version WHERE ref = $2 AND version = $3 AND digest = $4)
  INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path, execution_id,
    installed_at, installed_by, signature, content)
  SELECT $1::integer, kept.version, kept.format, kept.digest, kept.manifest, kept.source, kept.storage_path,
    (SELECT id FROM execution WHERE execution.id = kept.execution_id), kept.installed_at, kept.installed_by,
    nullif(kept.signature, 'null'), kept.content
  FROM archived, jsonb_populate_record(NULL::pack_version, archived.snapshot -> 'version') AS kept
  RETURNING id AS "newId", (SELECT id FROM archived) AS id`;

const rowsIn = (table: string, list: string, columns: string) => `
  INSERT INTO ${table} (pack_version_id, ${columns})
  SELECT $1::integer, ${columns} FROM jsonb_populate_recordset(NULL::${table}, (
    SELECT coalesce(nullif(snapshot -> '${list}', 'null'), '[]') FROM archived_version WHERE id = $2))`;

const RESTORE_ROWS = [
  rowsIn('pack_version_dependency', 'dependencies', 'ref, range'),
  rowsIn('permission', 'permissions', 'position, name'),
  rowsIn('rule', 'rules', 'command, position, text'),
  rowsIn('component', 'components', 'kind, name, ref, label, description, enabled, file, definition'),
  rowsIn('pack_version_environment', 'environments', 'environment_id'),
];
