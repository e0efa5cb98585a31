import { Injectable } from '@nestjs/common';
import type { ExecutionId, Principal } from '@packyard/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from '../advisory-locks';
import { firstRowOf, LIVE_EXECUTION_STATUSES, rowsOf, type Transaction } from '../sql';

/** One version of a pack by what it is, not by its row: rows come and go, a rollback finds the same content again. */
export interface VersionIdentity {
  version: string;
  digest: string;
}

export interface EnabledChange {
  ref: string;
  former: VersionIdentity | null;
  next: VersionIdentity | null;
}

export interface NewGeneration {
  actor: Principal;
  /** `enabled slack 2.0.0`. */
  reason: string;
  restoredFrom?: number | undefined;
  executionId?: ExecutionId | undefined;
}

export interface GenerationRow {
  id: number;
  createdAt: Date;
  actor: string;
  actorKind: string | null;
  actorId: number | null;
  reason: string;
  restoredFrom: number | null;
  executionId: ExecutionId | null;
}

const COLUMNS = `id, created_at AS "createdAt", actor, actor_kind AS "actorKind", actor_id AS "actorId", reason, restored_from AS "restoredFrom",
  execution_id AS "executionId"`;
const FORMER = `former_version AS "formerVersion", former_digest AS "formerDigest"`;

/** The history of what is enabled. */
@Injectable()
export class GenerationRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** One change of what is enabled at a time. Packs are locked before it, in the order of their refs. */
  async lock(transaction: Transaction): Promise<void> {
    await transaction.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.generation]);
  }

  /** Returns the new generation's number: there are no gaps, because the lock is held. */
  async add(transaction: Transaction, generation: NewGeneration, changes: readonly EnabledChange[]): Promise<number> {
    const row = await firstRowOf<{ id: number }>(
      transaction,
      `INSERT INTO generation (id, reason, restored_from, execution_id, actor, actor_kind, actor_id)
       SELECT coalesce(max(id), 0) + 1, $1, $2::integer, $3::integer, $4, $5, $6::integer FROM generation RETURNING id`,
      [
        generation.reason,
        generation.restoredFrom ?? null,
        generation.executionId ?? null,
        generation.actor.name,
        generation.actor.kind,
        generation.actor.id,
      ],
    );
    if (row === undefined) throw new Error('The generation was not stored');
    await transaction.query(
      `INSERT INTO generation_change (generation_id, ref, former_version, former_digest, version, digest)
       SELECT $1::integer, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`,
      [
        row.id,
        changes.map(({ ref }) => ref),
        changes.map(({ former }) => former?.version ?? null),
        changes.map(({ former }) => former?.digest ?? null),
        changes.map(({ next }) => next?.version ?? null),
        changes.map(({ next }) => next?.digest ?? null),
      ],
    );
    return row.id;
  }

  async current(manager: EntityManager = this.dataSource.manager): Promise<GenerationRow> {
    const row = await firstRowOf<GenerationRow>(manager, `SELECT ${COLUMNS} FROM generation ORDER BY id DESC LIMIT 1`);
    if (row === undefined) throw new Error('There is no generation, not even the first');
    return row;
  }

  find(id: number, manager: EntityManager = this.dataSource.manager): Promise<GenerationRow | undefined> {
    return firstRowOf<GenerationRow>(manager, `SELECT ${COLUMNS} FROM generation WHERE id = $1`, [id]);
  }

  /** Newest first, and how many there are. */
  async list({ limit, offset }: { limit: number; offset: number }): Promise<[GenerationRow[], number]> {
    const { manager } = this.dataSource;
    const [rows, count] = await Promise.all([
      rowsOf<GenerationRow>(manager, `SELECT ${COLUMNS} FROM generation ORDER BY id DESC LIMIT $1 OFFSET $2`, [
        limit,
        offset,
      ]),
      firstRowOf<{ total: number }>(manager, 'SELECT count(*)::integer AS total FROM generation'),
    ]);
    return [rows, count?.total ?? 0];
  }

  changesOf(ids: readonly number[]): Promise<(EnabledChange & { generationId: number })[]> {
    return this.changes(this.dataSource.manager, 'generation_id = ANY($1) ORDER BY generation_id, ref', [ids]);
  }

  changesOfExecution(transaction: Transaction, executionId: ExecutionId): Promise<EnabledChange[]> {
    const where = 'generation_id IN (SELECT id FROM generation WHERE execution_id = $1) ORDER BY generation_id, ref';
    return this.changes(transaction, where, [executionId]);
  }

  /** What was enabled after the generation, for each pack that has changed since. */
  async stateOf(manager: EntityManager, id: number): Promise<Map<string, VersionIdentity | null>> {
    const rows = await rowsOf<{ ref: string; formerVersion: string | null; formerDigest: string | null }>(
      manager,
      `SELECT DISTINCT ON (ref) ref, ${FORMER} FROM generation_change WHERE generation_id > $1
       ORDER BY ref, generation_id`,
      [id],
    );
    return new Map(rows.map((row) => [row.ref, identityOf(row.formerVersion, row.formerDigest)]));
  }

  /**
   * The newest generation before this one that is not of the same request: what was enabled before all that came of it.
   * Nothing when it is not known any more.
   */
  beforeRequestOf({ id, executionId }: GenerationRow, transaction: Transaction): Promise<GenerationRow | undefined> {
    return firstRowOf<GenerationRow>(
      transaction,
      `SELECT ${COLUMNS} FROM generation WHERE id < $1 AND ($2::integer IS NULL OR execution_id IS DISTINCT FROM $2)
       ORDER BY id DESC LIMIT 1`,
      [id, executionId],
    );
  }

  /** The generation before all those of an execution, when nothing of others stands among or after them. */
  async onlyFollowedBy(transaction: Transaction, executionId: ExecutionId): Promise<number | undefined> {
    const row = await firstRowOf<{ id: number }>(
      transaction,
      `SELECT max(id) AS id FROM generation WHERE execution_id IS DISTINCT FROM $1
       HAVING max(id) < (SELECT min(id) FROM generation WHERE execution_id = $1)`,
      [executionId],
    );
    return row?.id;
  }

  /** Drops all but the newest generations, and those that an execution which has not ended may yet take back. Returns how many. */
  async prune(transaction: Transaction, kept: number): Promise<number> {
    const dropped = await rowsOf(
      transaction,
      `DELETE FROM generation WHERE id <= (SELECT max(id) FROM generation) - $1::integer AND id < (
         SELECT coalesce(min(needed.id), 2147483647) FROM generation needed
         JOIN execution ON execution.id = needed.execution_id WHERE execution.status IN ${LIVE_EXECUTION_STATUSES}) RETURNING id`,
      [kept],
    );
    return dropped.length;
  }

  private async changes(
    manager: EntityManager,
    where: string,
    parameters: unknown[],
  ): Promise<(EnabledChange & { generationId: number })[]> {
    const rows = await rowsOf<{
      generationId: number;
      ref: string;
      formerVersion: string | null;
      formerDigest: string | null;
      version: string | null;
      digest: string | null;
    }>(
      manager,
      `SELECT generation_id AS "generationId", ref, ${FORMER}, version, digest FROM generation_change WHERE ${where}`,
      parameters,
    );
    return rows.map(({ generationId, ref, formerVersion, formerDigest, version, digest }) => ({
      generationId,
      ref,
      former: identityOf(formerVersion, formerDigest),
      next: identityOf(version, digest),
    }));
  }
}

function identityOf(version: string | null, digest: string | null): VersionIdentity | null {
  return version === null || digest === null ? null : { version, digest };
}
