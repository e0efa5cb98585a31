import type { ExecutionEventData, ExecutionId, ExecutionStatus } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExecutionEventEntity } from '../entities/execution-event.entity';
import { ExecutionEntity } from '../entities/execution.entity';
import { firstRowOf, LIVE, rowsOf, type Transaction } from '../sql';

export interface NewExecution {
  action: string;
  parameters: Record<string, unknown>;
  requestedBy: string;
  requestDigest: string;
  idempotencyKey?: string;
}

export interface ExecutionFilter {
  status?: ExecutionStatus | undefined;
  /** All when absent. */
  actions?: readonly string[] | undefined;
  resultContains?: string | undefined;
  limit: number;
  offset: number;
}

@Injectable()
export class ExecutionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Answers nothing when the caller used the idempotency key before. */
  async create(transaction: Transaction, execution: NewExecution): Promise<ExecutionId | undefined> {
    const row = await firstRowOf<{ id: ExecutionId }>(
      transaction,
      `INSERT INTO execution (action, parameters, status, requested_by, request_digest, idempotency_key)
       VALUES ($1, $2, 'requested', $3, $4, $5)
       ON CONFLICT ON CONSTRAINT execution_idempotency_key_unique DO NOTHING
       RETURNING id`,
      [
        execution.action,
        execution.parameters,
        execution.requestedBy,
        execution.requestDigest,
        execution.idempotencyKey ?? null,
      ],
    );
    return row?.id;
  }

  find(id: ExecutionId): Promise<ExecutionEntity | null> {
    return this.dataSource.manager.findOneBy(ExecutionEntity, { id });
  }

  findByIdempotencyKey(requestedBy: string, idempotencyKey: string): Promise<ExecutionEntity | null> {
    return this.dataSource.manager.findOneBy(ExecutionEntity, { requestedBy, idempotencyKey });
  }

  /** Newest first, with the number of all that match. */
  list({ status, actions, resultContains, limit, offset }: ExecutionFilter): Promise<[ExecutionEntity[], number]> {
    const query = this.dataSource.manager.createQueryBuilder(ExecutionEntity, 'execution');
    if (status !== undefined) query.andWhere('execution.status = :status', { status });
    if (actions !== undefined) query.andWhere('execution.action = ANY(:actions)', { actions });
    if (resultContains !== undefined) {
      query.andWhere('position(lower(:resultContains) IN lower(execution.result::text)) > 0', { resultContains });
    }
    return query.orderBy('execution.id', 'DESC').limit(limit).offset(offset).getManyAndCount();
  }

  async countByStatus(): Promise<Map<ExecutionStatus, number>> {
    const rows = await rowsOf<{ status: ExecutionStatus; count: number }>(
      this.dataSource.manager,
      'SELECT status, count(*)::integer AS count FROM execution GROUP BY status',
    );
    return new Map(rows.map(({ status, count }) => [status, count]));
  }

  /**
   * Every transaction that changes an execution takes this lock first: changes of one execution happen one after the
   * other, its events are in order, and no two transactions wait for each other.
   */
  lock(transaction: Transaction, id: ExecutionId): Promise<ExecutionEntity> {
    return transaction.findOneOrFail(ExecutionEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** Moves the execution on and tells the readers of its events. Times are set by what the status means. */
  async setStatus(
    transaction: Transaction,
    id: ExecutionId,
    change: { status: ExecutionStatus; result?: Record<string, unknown> },
  ): Promise<void> {
    await transaction.query(
      `UPDATE execution SET status = $2, result = coalesce($3, result), updated_at = now(),
         started_at = CASE WHEN $2 = 'running' THEN coalesce(started_at, now()) ELSE started_at END,
         finished_at = CASE WHEN $2 IN ('completed', 'failed', 'cancelled', 'timeout', 'abandoned') THEN now() END
       WHERE id = $1`,
      [id, change.status, change.result ?? null],
    );
    await this.appendEvent(transaction, id, { type: 'status', status: change.status });
  }

  async appendEvent(transaction: Transaction, id: ExecutionId, data: ExecutionEventData): Promise<void> {
    await transaction.query(
      `WITH next AS (UPDATE execution SET event_count = event_count + 1 WHERE id = $1 RETURNING event_count)
       INSERT INTO execution_event (execution_id, sequence, type, data) SELECT $1, event_count, $2, $3 FROM next`,
      [id, data.type, data],
    );
  }

  eventsAfter(id: ExecutionId, sequence: number, limit = 500): Promise<ExecutionEventEntity[]> {
    return this.dataSource.manager
      .createQueryBuilder(ExecutionEventEntity, 'event')
      .where('event.executionId = :id AND event.sequence > :sequence', { id, sequence })
      .orderBy('event.sequence')
      .limit(limit)
      .getMany();
  }

  /** Under way, but with nothing that a worker could do: either it waits for another's environment, or it was left behind. */
  async withoutLiveTask(): Promise<ExecutionId[]> {
    const rows = await rowsOf<{ id: ExecutionId }>(
      this.dataSource.manager,
      `SELECT id FROM execution
       WHERE status IN ${LIVE}
         AND NOT EXISTS (SELECT FROM task WHERE task.execution_id = execution.id AND task.status IN ('pending', 'running'))
       ORDER BY id`,
    );
    return rows.map((row) => row.id);
  }

  /** Which of the given executions have ended, or never existed. */
  async endedAmong(ids: readonly number[]): Promise<number[]> {
    const rows = await rowsOf<{ id: number }>(
      this.dataSource.manager,
      `SELECT candidate AS id FROM unnest($1::integer[]) AS candidate
       WHERE NOT EXISTS (SELECT FROM execution WHERE id = candidate
         AND status IN ${LIVE})`,
      [ids],
    );
    return rows.map((row) => row.id);
  }
}
