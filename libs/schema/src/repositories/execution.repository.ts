import type {
  ExecutionEventData,
  ExecutionId,
  ExecutionPackId,
  ExecutionStatus,
  Principal,
  Source,
  Stage,
  TokenLimits,
} from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull } from 'typeorm';
import { ExecutionEventEntity } from '../entities/execution-event.entity';
import { ExecutionEntity } from '../entities/execution.entity';
import { entityRows } from './entity-rows';
import { type FoundExecutions, isRequestedBy, listSql, MAX_SEARCHED, searchSql, filterSql } from './find-executions';
import { firstRowOf, LIVE_EXECUTION_STATUSES, rowsOf, type Transaction } from '../sql';

export interface NewExecution {
  action: string;
  parameters: Record<string, unknown>;
  requestedBy: Principal;
  requestDigest: string;
  idempotencyKey?: string | undefined;
  /** All of them are heeded; absent when whoever asks has none. */
  tokenLimits?: readonly TokenLimits[] | undefined;
  packs: readonly RequestedPack[];
  sealedIndexCredentials?: Buffer | undefined;
  /** W3C's `traceparent` of what asked for it, where traces are kept. */
  traceParent?: string | undefined;
}

export interface RequestedPack {
  sourceText: string;
  source: Source;
  stage: Stage;
  ref?: string;
  sealedUrl?: Buffer;
}

/** What is due next is decided from these. */
export type LiveExecution = Pick<ExecutionEntity, 'id' | 'action' | 'parameters' | 'status' | 'createdAt'> & {
  /** Tells requesters apart: `token 12`. */
  requesterKey: string;
};

export interface ExecutionNews {
  events: Pick<ExecutionEventEntity, 'sequence' | 'type' | 'data'>[];
  /** The execution has ended, and no event comes after these. */
  isComplete: boolean;
}

export interface ExecutionFilter {
  status?: ExecutionStatus | undefined;
  /** All when absent. */
  actions?: readonly string[] | undefined;
  resultContains?: string | undefined;
  /** Only what this one requested; all when absent. */
  requester?: Principal | undefined;
  limit: number;
  offset: number;
}

/** What an event of a task says of it. */
interface WorkingTask {
  id: number;
  jobNumber: number;
  executionId: ExecutionId;
  stage: Stage;
  executionPackId: ExecutionPackId | null;
}

@Injectable()
export class ExecutionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores a request with its packs, in one statement. Nothing when the caller used the idempotency key before. */
  create(
    execution: NewExecution,
  ): Promise<{ id: ExecutionId; createdAt: Date; packIds: ExecutionPackId[] } | undefined> {
    return firstRowOf(this.dataSource.manager, CREATE, [
      execution.action,
      execution.parameters,
      execution.requestedBy.name,
      execution.requestDigest,
      execution.idempotencyKey ?? null,
      JSON.stringify(
        execution.packs.map(({ sealedUrl, ...pack }) => ({ ...pack, sealed: sealedUrl?.toString('hex') })),
      ),
      execution.requestedBy.kind,
      execution.requestedBy.id,
      execution.tokenLimits === undefined ? null : JSON.stringify(execution.tokenLimits),
      execution.traceParent ?? null,
      execution.sealedIndexCredentials ?? null,
    ]);
  }

  async find(id: ExecutionId): Promise<ExecutionEntity | null> {
    const [row] = await entityRows(this.dataSource.manager, ExecutionEntity, { rest: 'WHERE id = $1', values: [id] });
    return row ?? null;
  }

  findByIdempotencyKey({ kind, id, name }: Principal, idempotencyKey: string): Promise<ExecutionEntity | null> {
    const requester = { requestedBy: name, requestedByKind: kind, requestedById: id ?? IsNull() };
    return this.dataSource.manager.findOneBy(ExecutionEntity, { ...requester, idempotencyKey });
  }

  /** Newest first, with the number of all that match; results are looked for in the newest {@link MAX_SEARCHED} only. */
  async list(filter: ExecutionFilter): Promise<[ExecutionEntity[], number]> {
    const { status, actions, resultContains, requester, limit, offset } = filter;
    const { manager } = this.dataSource;
    const values = [status ?? null, actions ?? null, limit, offset];
    const owner = requester === undefined ? [] : [requester.kind, requester.id];
    const [found] = await (resultContains === undefined
      ? rowsOf<FoundExecutions>(manager, listSql(filterSql(requester, 5)), [...values, ...owner])
      : rowsOf<FoundExecutions>(manager, searchSql(resultContains, filterSql(requester, 7)), [
          ...values,
          resultContains,
          MAX_SEARCHED,
          ...owner,
        ]));
    const { ids = [], total = 0 } = found ?? {};
    return [await manager.find(ExecutionEntity, { where: { id: In(ids) }, order: { id: 'DESC' } }), total];
  }

  async countByStatus(requester?: Principal): Promise<Map<ExecutionStatus, number>> {
    const rows = await rowsOf<{ status: ExecutionStatus; count: number }>(
      this.dataSource.manager,
      `SELECT status, count(*)::integer AS count FROM execution WHERE ${isRequestedBy(requester, 1)} GROUP BY status`,
      requester === undefined ? [] : [requester.kind, requester.id],
    );
    return new Map(rows.map(({ status, count }) => [status, count]));
  }

  /** Locks its row; to be taken before the execution is changed or events are appended. */
  lock(transaction: Transaction, id: ExecutionId): Promise<ExecutionEntity> {
    return transaction.findOneOrFail(ExecutionEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** Like {@link lock}; nothing when the execution has ended. */
  lockLive(transaction: Transaction, id: ExecutionId): Promise<LiveExecution | undefined> {
    return firstRowOf<LiveExecution>(
      transaction,
      `SELECT id, action, parameters, status, created_at AS "createdAt",
         coalesce(requested_by_kind, 'unknown') || ' ' || coalesce(requested_by_id::text, requested_by) AS "requesterKey"
       FROM execution WHERE id = $1 AND finished_at IS NULL FOR NO KEY UPDATE`,
      [id],
    );
  }

  /**
   * Moves the execution on and announces it to the readers of its events. Times are set by what the status means; an end
   * waits for the disk.
   */
  async setStatus(
    transaction: Transaction,
    id: ExecutionId,
    change: { status: ExecutionStatus; result?: Record<string, unknown> },
  ): Promise<void> {
    const data: ExecutionEventData = { type: 'status', status: change.status };
    await transaction.query(SET_STATUS, [id, change.status, change.result ?? null, data]);
  }

  /** The transaction has to hold the execution's lock, or to take no other lock after this. */
  async appendEvent(transaction: Transaction, id: ExecutionId, data: ExecutionEventData): Promise<void> {
    await transaction.query(
      `WITH next AS (UPDATE execution SET event_count = event_count + 1 WHERE id = $1 RETURNING event_count)
       INSERT INTO execution_event (execution_id, sequence, type, data) SELECT $1, event_count, $2, $3 FROM next`,
      [id, data.type, data],
    );
  }

  /** What a running task is doing, unless its lease was lost meanwhile. */
  async appendProgress(task: WorkingTask, text: string): Promise<void> {
    const data: ExecutionEventData = { type: 'progress', stage: task.stage, packId: task.executionPackId, text };
    await this.dataSource.manager.query(
      `WITH next AS (
         UPDATE execution SET event_count = event_count + 1 WHERE id = $1
         AND EXISTS (SELECT FROM task WHERE task.id = $4 AND job_number = $5 AND task.status = 'running')
         RETURNING event_count)
       INSERT INTO execution_event (execution_id, sequence, type, data) SELECT $1, event_count, $2, $3 FROM next`,
      [task.executionId, data.type, data, task.id, task.jobNumber],
    );
  }

  /** Nothing when there is no such execution. */
  async hasEnded(id: ExecutionId): Promise<boolean | undefined> {
    const sql = 'SELECT finished_at IS NOT NULL AS "hasEnded" FROM execution WHERE id = $1';
    return (await firstRowOf<{ hasEnded: boolean }>(this.dataSource.manager, sql, [id]))?.hasEnded;
  }

  /** What a reader who follows has missed, and whether more is to come: both at one moment. */
  async newsAfter(id: ExecutionId, sequence: number, limit: number): Promise<ExecutionNews> {
    const row = await firstRowOf<ExecutionNews>(this.dataSource.manager, NEWS, [id, sequence, limit]);
    return row ?? { events: [], isComplete: true };
  }

  eventsAfter(id: ExecutionId, sequence: number, limit = 500): Promise<ExecutionEventEntity[]> {
    return this.dataSource.manager
      .createQueryBuilder(ExecutionEventEntity, 'event')
      .where('event.executionId = :id AND event.sequence > :sequence', { id, sequence })
      .orderBy('event.sequence')
      .limit(limit)
      .getMany();
  }

  /**
   * Under way, but with nothing that a worker could do, or with packs that moved a while ago and nobody looked at: they
   * wait for another's environment, or were left behind.
   */
  async leftBehind(graceSeconds: number): Promise<ExecutionId[]> {
    const rows = await rowsOf<{ id: ExecutionId }>(
      this.dataSource.manager,
      `SELECT id FROM execution
       WHERE status IN ${LIVE_EXECUTION_STATUSES} AND (
         NOT EXISTS (SELECT FROM task WHERE task.execution_id = execution.id AND task.status IN ('pending', 'running'))
         OR EXISTS (SELECT FROM execution_pack pack WHERE pack.execution_id = execution.id AND NOT pack.is_announced
           AND pack.updated_at < now() - make_interval(secs => $1)))
       ORDER BY id`,
      [graceSeconds],
    );
    return rows.map((row) => row.id);
  }

  /** Which of the given executions have ended, or never existed. */
  async endedAmong(ids: readonly number[]): Promise<number[]> {
    const rows = await rowsOf<{ id: number }>(
      this.dataSource.manager,
      `SELECT candidate AS id FROM unnest($1::integer[]) AS candidate
       WHERE NOT EXISTS (SELECT FROM execution WHERE id = candidate
         AND status IN ${LIVE_EXECUTION_STATUSES})`,
      [ids],
    );
    return rows.map((row) => row.id);
  }
}

const CREATE = `
  WITH made AS (
    INSERT INTO execution (action, parameters, status, requested_by, request_digest, idempotency_key,
      requested_by_kind, requested_by_id, token_limits, trace_parent, sealed_index_credentials)
    VALUES ($1, $2, 'requested', $3, $4, $5, $7, $8, $9, $10, $11)
    ON CONFLICT ON CONSTRAINT execution_idempotency_key_unique DO NOTHING
    RETURNING id, created_at),
  packs AS (
    INSERT INTO execution_pack (execution_id, origin, source_text, source, sealed_url, ref, stage)
    SELECT made.id, 'request', pack ->> 'sourceText', pack -> 'source', decode(pack ->> 'sealed', 'hex'),
      pack ->> 'ref', pack ->> 'stage'
    FROM made, jsonb_array_elements($6::jsonb) WITH ORDINALITY AS given (pack, position) ORDER BY position
    RETURNING id)
  SELECT made.id, made.created_at AS "createdAt", ARRAY(SELECT id FROM packs ORDER BY id) AS "packIds" FROM made`;

const ENDS = "$2 IN ('completed', 'failed', 'cancelled', 'timeout', 'abandoned')";

// The end of an execution waits for the disk, also where nothing else of the transaction would. A task may have begun and ended
// before anybody looked: then the execution began with it.
const SET_STATUS = `
  WITH changed AS (
    UPDATE execution SET status = $2, result = coalesce($3, result), updated_at = now(), event_count = event_count + 1,
      started_at = CASE WHEN $2 IN ('running', 'completed', 'failed') THEN coalesce(started_at,
        (SELECT min(started_at) FROM task WHERE execution_id = $1), now()) ELSE started_at END,
      finished_at = CASE WHEN ${ENDS} THEN now() END
    FROM (SELECT CASE WHEN ${ENDS} THEN set_config('synchronous_commit', 'on', true) END) AS durable
    WHERE id = $1 RETURNING event_count)
  INSERT INTO execution_event (execution_id, sequence, type, data) SELECT $1, event_count, 'status', $4 FROM changed`;

const NEWS = `
  SELECT execution.finished_at IS NOT NULL AND missed.count < $3 AS "isComplete", missed.events
  FROM execution, LATERAL (
    SELECT count(*), coalesce(jsonb_agg(jsonb_build_object('sequence', sequence, 'type', type, 'data', data)
      ORDER BY sequence), '[]') AS events
    FROM (SELECT sequence, type, data FROM execution_event
      WHERE execution_id = execution.id AND sequence > $2 ORDER BY sequence LIMIT $3) event) missed
  WHERE execution.id = $1`;
