import { Injectable } from '@nestjs/common';
import type { EnvironmentId, ExecutionId, WaitingView } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { rowsOf, type Transaction } from '../sql';
import { behindItsShare, DUE_COLUMNS, LAST_RANK, type Share } from './task-rank';
import type { DueTask } from './task.repository';

@Injectable()
export class QueuePositionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The stages in which tasks of the execution wait for their turn. */
  positionsOf(executionId: ExecutionId): Promise<WaitingView[]> {
    return rowsOf<WaitingView>(this.dataSource.manager, POSITIONS_OF, [executionId]);
  }

  /**
   * Builds of others that the share needs, too, wait no longer than if it had asked for them itself, one after the other.
   * Returns those that now go earlier, to be put into the queue again.
   */
  raiseRank(transaction: Transaction, environmentIds: readonly EnvironmentId[], share: Share): Promise<DueTask[]> {
    return rowsOf<DueTask>(transaction, RAISE_RANK, [environmentIds, share.name, share.isUrgent]);
  }
}

// One behind the other, as the share's own tasks: otherwise all of them would have its next turn.
const RAISE_RANK = `
  WITH awaited AS MATERIALIZED (
    SELECT id, rank FROM task WHERE stage = 'build' AND environment_id = ANY($1) AND status = 'pending'
    FOR UPDATE SKIP LOCKED),
  next AS MATERIALIZED (SELECT ${behindItsShare('asked')} AS rank FROM (VALUES ('build', $2::text)) asked (stage, share)),
  own AS (
    SELECT awaited.id, CASE WHEN $3 THEN 0 ELSE least(${LAST_RANK},
      next.rank + row_number() OVER (ORDER BY awaited.rank, awaited.id) - 1) END AS rank
    FROM awaited, next)
  UPDATE task SET rank = own.rank, share = $2, job_number = job_number + 1
  FROM own WHERE task.id = own.id AND task.rank > own.rank
  RETURNING ${DUE_COLUMNS}`;

// However long the queues are, it reads no more than a part of them.
const POSITIONS_OF = `
  SELECT own.stage, own.tasks, (SELECT count(*)::integer FROM (
    SELECT FROM task other WHERE other.stage = own.stage AND other.status = 'pending' AND other.rank <= own.rank
      AND (other.rank, other.id) < (own.rank, own.first) AND other.due_at <= now() LIMIT 10000) before) AS ahead
  FROM (SELECT stage, count(*)::integer AS tasks, min(rank) AS rank, min(id) AS first
    FROM task WHERE execution_id = $1 AND status = 'pending' AND due_at <= now() GROUP BY stage) own`;
