import { Injectable } from '@nestjs/common';
import type { Stage } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { firstRowOf, WITHOUT_FSYNC_WAIT, rowsOf } from '../sql';

/** What all live workers together can do in a stage, and what waits for them. */
export interface StageCapacity {
  stage: Stage;
  workers: number;
  /** Tasks at a time, of all workers. */
  slots: number;
  running: number;
  /** Tasks that are due and were not started. */
  waiting: number;
  /** How long the oldest of them has been due. */
  waitingSeconds: number;
}

@Injectable()
export class WorkerProcessRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * To be said again before `seconds` are over, after which the worker counts as gone. Answers the stages that others serve, too.
   */
  async announce(
    owner: string,
    slots: Readonly<Partial<Record<Stage, number>>>,
    seconds: number,
  ): Promise<ReadonlySet<Stage>> {
    const row = await firstRowOf<{ stages: Stage[] }>(
      this.dataSource.manager,
      `INSERT INTO worker_process (owner, slots, alive_until)
       SELECT $1, $2, now() + make_interval(secs => $3) FROM ${WITHOUT_FSYNC_WAIT}
       ON CONFLICT (owner) DO UPDATE SET slots = excluded.slots, alive_until = excluded.alive_until
       RETURNING ARRAY(SELECT DISTINCT stage FROM worker_process other, jsonb_object_keys(other.slots) AS stage
         WHERE other.owner <> $1 AND other.alive_until > now()) AS stages`,
      [owner, slots, seconds],
    );
    return new Set(row?.stages);
  }

  async withdraw(owner: string): Promise<void> {
    await this.dataSource.manager.query(
      `DELETE FROM worker_process WHERE owner = $1 OR alive_until < now() - interval '1 hour'`,
      [owner],
    );
  }

  capacity(stages: readonly Stage[]): Promise<StageCapacity[]> {
    return rowsOf<StageCapacity>(
      this.dataSource.manager,
      `SELECT stage, (SELECT count(*)::integer FROM worker_process WHERE alive_until > now() AND slots ? stage) AS workers,
         (SELECT coalesce(sum((slots ->> stage)::integer), 0)::integer FROM worker_process
          WHERE alive_until > now() AND slots ? stage) AS slots,
         (SELECT count(*)::integer FROM task WHERE task.stage = wanted.stage AND status = 'running') AS running,
         due.waiting, due.seconds AS "waitingSeconds"
       FROM unnest($1::text[]) WITH ORDINALITY AS wanted (stage, position), LATERAL (
         SELECT count(*)::integer AS waiting,
           coalesce(max(extract(epoch FROM now() - due_at)), 0)::double precision AS seconds
         FROM task WHERE task.stage = wanted.stage AND status = 'pending' AND due_at < now()) due
       ORDER BY position`,
      [stages],
    );
  }
}
