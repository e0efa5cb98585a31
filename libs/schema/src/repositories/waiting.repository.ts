import { Injectable } from '@nestjs/common';
import type { ExecutionId, WaitingView } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';

@Injectable()
export class WaitingRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The stages in which tasks of the execution wait for their turn. */
  waitingIn(executionId: ExecutionId): Promise<WaitingView[]> {
    return rowsOf<WaitingView>(this.dataSource.manager, WAITING_IN, [executionId]);
  }
}

// However long the queues are, it reads no more than a part of them.
const WAITING_IN = `
  SELECT own.stage, own.tasks, (SELECT count(*)::integer FROM (
    SELECT FROM task other WHERE other.stage = own.stage AND other.status = 'pending' AND other.rank <= own.rank
      AND (other.rank, other.id) < (own.rank, own.first) AND other.due_at <= now() LIMIT 10000) before) AS ahead
  FROM (SELECT stage, count(*)::integer AS tasks, min(rank) AS rank, min(id) AS first
    FROM task WHERE execution_id = $1 AND status = 'pending' AND due_at <= now() GROUP BY stage) own`;
