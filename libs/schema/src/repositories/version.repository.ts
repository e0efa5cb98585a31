import type { EnvironmentId, ExecutionId, SignatureOutcome, Source } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { firstRowOf, type Transaction } from '../sql';
import type { NewComponent } from './component.repository';
import type { VersionDeclarations } from './version-declaration.repository';
import type { VersionIdentity } from './generation.repository';
import type { PackRowLock } from './pack.repository';

export interface NewVersion extends VersionDeclarations {
  version: string;
  format: string;
  digest: string;
  manifest: object;
  source: Source;
  /** Null when no policy asks for one. */
  signature: SignatureOutcome | null;
  storagePath: string;
  /** Its digest in the content store; null without one. */
  content: string | null;
  /** Absent when it did not come through the pipeline. */
  executionId: ExecutionId | undefined;
  environments: readonly EnvironmentId[];
  installedBy: string;
  components: readonly NewComponent[];
}

/** What a pack has before a version of it is registered. */
export interface ExistingVersions {
  /** Formats of its installed versions. */
  formats: string[];
  /** The installed version with the same number. */
  sameVersion: (VersionIdentity & { id: number; installedAt: string }) | null;
  /** The enabled version. */
  former: (VersionIdentity & { id: number }) | null;
}

/** Installed versions, as registering writes them. */
@Injectable()
export class VersionRepository {
  /** To be called while the pack is locked. */
  async existingVersions(transaction: Transaction, pack: PackRowLock, version: string): Promise<ExistingVersions> {
    const row = await firstRowOf<ExistingVersions>(transaction, EXISTING_VERSIONS, [
      pack.packId,
      version,
      pack.enabledVersionId,
    ]);
    if (row === undefined) throw new Error(`Nothing is known of pack ${pack.ref}`);
    return row;
  }

  /** With all that it contains and declares, in one statement: the largest known pack has 3,581 actions. */
  async add(transaction: Transaction, packId: number, added: NewVersion): Promise<number> {
    const row = await firstRowOf<{ id: number }>(transaction, ADD, [
      packId,
      added.version,
      added.format,
      added.digest,
      added.manifest,
      added.source,
      added.storagePath,
      added.executionId ?? null,
      added.installedBy,
      added.environments,
      JSON.stringify(added.components),
      JSON.stringify(added.dependencies),
      added.permissions,
      added.rules.map(({ command }) => command),
      added.rules.map(({ text }) => text),
      added.signature,
      added.content,
    ]);
    if (row === undefined) throw new Error(`Version ${added.version} was not stored`);
    return row.id;
  }

  /** What was found when the same content was installed once more. */
  async replaceSignature(transaction: Transaction, packVersionId: number, signature: SignatureOutcome): Promise<void> {
    await transaction.query('UPDATE pack_version SET signature = $2 WHERE id = $1', [packVersionId, signature]);
  }

  async keepContent(transaction: Transaction, packVersionId: number, content: string): Promise<void> {
    await transaction.query('UPDATE pack_version SET content = $2 WHERE id = $1', [packVersionId, content]);
  }

  async replaceEnvironments(
    transaction: Transaction,
    packVersionId: number,
    environments: readonly EnvironmentId[],
  ): Promise<void> {
    await transaction.query(REPLACE_ENVIRONMENTS, [packVersionId, environments]);
  }
}

const EXISTING_VERSIONS = `
  SELECT ARRAY(SELECT DISTINCT format FROM pack_version WHERE pack_id = $1) AS formats,
    (SELECT jsonb_build_object('id', id, 'version', version, 'digest', digest, 'installedAt', installed_at)
       FROM pack_version WHERE pack_id = $1 AND version = $2) AS "sameVersion",
    (SELECT jsonb_build_object('id', id, 'version', version, 'digest', digest)
       FROM pack_version WHERE id = $3) AS former`;

const REPLACE_ENVIRONMENTS = `
  WITH gone AS (
    DELETE FROM pack_version_environment WHERE pack_version_id = $1 AND environment_id <> ALL($2::integer[]))
  INSERT INTO pack_version_environment (pack_version_id, environment_id)
  SELECT $1, unnest($2::integer[]) ON CONFLICT DO NOTHING`;

const ADD = `
  WITH added AS (
    INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path, execution_id, installed_by,
      signature, content)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $16, $17) RETURNING id),
  environments AS (
    INSERT INTO pack_version_environment (pack_version_id, environment_id)
    SELECT added.id, unnest($10::integer[]) FROM added),
  components AS (
    INSERT INTO component (pack_version_id, kind, name, ref, label, description, enabled, file, definition)
    SELECT added.id, kind, name, ref, label, description, enabled, file, definition
    FROM added, jsonb_to_recordset($11::jsonb) AS component (kind text, name text, ref text, label text,
      description text, enabled boolean, file text, definition jsonb)),
  dependencies AS (
    INSERT INTO pack_version_dependency (pack_version_id, ref, range)
    SELECT DISTINCT added.id, ref, range
    FROM added, jsonb_to_recordset($12::jsonb) AS dependency (ref text, range text)),
  permissions AS (
    INSERT INTO permission (pack_version_id, position, name)
    SELECT added.id, position, name FROM added, unnest($13::text[]) WITH ORDINALITY AS permission (name, position)),
  rules AS (
    INSERT INTO rule (pack_version_id, command, position, text)
    SELECT added.id, command, position, text
    FROM added, unnest($14::text[], $15::text[]) WITH ORDINALITY AS rule (command, text, position))
  SELECT id FROM added`;
