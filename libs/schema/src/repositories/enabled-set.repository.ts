import { Injectable } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { firstRowOf, type Transaction } from '../sql';
import type { NewAuditEvent } from './audit.repository';
import type { NewGeneration, VersionIdentity } from './generation.repository';

export interface EnabledSetChange {
  packId: number;
  /** Nothing is enabled when there is none. */
  packVersionId: number | null;
  ref: string;
  former: VersionIdentity | null;
  next: VersionIdentity | null;
  /** Absent when everything is as it should be already: then it is no part of a generation. */
  event: NewAuditEvent | undefined;
}

/** Which version of each pack is enabled. */
@Injectable()
export class EnabledSetRepository {
  /**
   * All of it in one statement, because others wait for the lock meanwhile. Versions that become enabled lose
   * their `note`.
   * `decidedBy`: the request by which each pack is what it is from now on. Undefined for a change by hand, which leaves that as it is;
   * null when what `generation.executionId` changed is taken back: then it is the last other request that changed the
   * pack. Returns the number of the generation that this made; there are no gaps, because the
   * lock on the generations is held.
   */
  async apply(
    transaction: Transaction,
    changes: readonly EnabledSetChange[],
    { generation, decidedBy }: { generation: NewGeneration; decidedBy: ExecutionId | null | undefined },
  ): Promise<number | undefined> {
    const row = await firstRowOf<{ id: number }>(transaction, APPLY, [
      JSON.stringify(changes.map(toRow)),
      generation.actor.name,
      generation.reason,
      generation.restoredFrom ?? null,
      generation.executionId ?? null,
      decidedBy ?? null,
      decidedBy !== null,
      generation.actor.kind,
      generation.actor.id,
    ]);
    return row?.id;
  }
}

function toRow({ packId, packVersionId, ref, former, next, event }: EnabledSetChange) {
  return {
    pack_id: packId,
    version_id: packVersionId,
    ref,
    former_version: former?.version,
    former_digest: former?.digest,
    version: next?.version,
    digest: next?.digest,
    event,
  };
}

// PostgreSQL assumes a hundred rows of `change`, and would read whole tables to join that many; for `= ANY (array)` it uses the index.
const APPLY = `
  WITH change AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS change (pack_id integer, version_id integer, ref text,
      former_version text, former_digest text, version text, digest text, event jsonb)),
  noted AS (
    UPDATE pack_version SET note = NULL WHERE id = ANY (ARRAY(SELECT version_id FROM change)) AND note IS NOT NULL),
  enabled AS (
    UPDATE pack SET enabled_version_id = change.version_id, updated_at = now(),
      decided_by_execution_id = CASE WHEN $7 THEN greatest(decided_by_execution_id, $6::integer) ELSE (
        SELECT max(other.execution_id) FROM generation other
        JOIN generation_change earlier ON earlier.generation_id = other.id
        WHERE earlier.ref = change.ref AND other.execution_id <> $5::integer) END
    FROM change WHERE pack.id = change.pack_id AND pack.id = ANY (ARRAY(SELECT pack_id FROM change))),
  made AS (
    INSERT INTO generation (id, actor, reason, restored_from, execution_id, actor_kind, actor_id)
    SELECT coalesce(max(id), 0) + 1, $2, $3, $4::integer, $5::integer, $8, $9::integer FROM generation
    HAVING EXISTS (SELECT FROM change WHERE event IS NOT NULL) RETURNING id),
  changed AS (
    INSERT INTO generation_change (generation_id, ref, former_version, former_digest, version, digest)
    SELECT made.id, ref, former_version, former_digest, version, digest FROM made, change WHERE event IS NOT NULL),
  audited AS (
    INSERT INTO audit_event (actor, actor_kind, actor_id, address, action, subject, before, after)
    SELECT event #>> '{actor,name}', event #>> '{actor,kind}', (event #>> '{actor,id}')::integer,
      event #>> '{actor,address}', event ->> 'action', event ->> 'subject', event -> 'before', event -> 'after'
    FROM change WHERE event IS NOT NULL)
  SELECT id FROM made`;
