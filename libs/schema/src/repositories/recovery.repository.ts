import { type ExecutionId, type StageJob, STAGES, type TaskId } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstRowOf, rowsOf } from '../sql';
import { DUE_COLUMNS } from './task-rank';
import { type DueTask, type LeasedTask, TASK_COLUMNS } from './task.repository';

/** Tasks that nobody is at work on, and that no job will start: those of dead workers, and those without a job. */
@Injectable()
export class RecoveryRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Tasks whose worker fell silent. With `soleLiveOwner`, every other owner is known to be dead. */
  lost(soleLiveOwner?: string): Promise<LeasedTask[]> {
    return rowsOf<LeasedTask>(
      this.dataSource.manager,
      `SELECT ${TASK_COLUMNS} FROM task
       WHERE status = 'running' AND (lease_until < now() OR lease_owner <> $1::text) ORDER BY id`,
      [soleLiveOwner ?? null],
    );
  }

  /** Of each stage the first of the pending tasks that should have been started a while ago; with `null` all of them. */
  overdue(graceSeconds: number, limit: number | null): Promise<DueTask[]> {
    return rowsOf<DueTask>(
      this.dataSource.manager,
      `SELECT task.* FROM unnest($3::text[]) AS each (stage), LATERAL (
         SELECT ${DUE_COLUMNS} FROM task
         WHERE stage = each.stage AND status = 'pending' AND due_at < now() - make_interval(secs => $1)
         ORDER BY rank LIMIT $2) task`,
      [graceSeconds, limit, STAGES],
    );
  }

  /** Tasks of these executions that were cancelled. */
  async cancelled(executionIds: readonly ExecutionId[]): Promise<TaskId[]> {
    const rows = await rowsOf<{ id: TaskId }>(
      this.dataSource.manager,
      `SELECT task.id FROM execution JOIN task ON task.execution_id = execution.id
       WHERE execution.id = ANY($1) AND execution.status IN ('canceling', 'cancelled') AND task.status = 'cancelled'`,
      [executionIds],
    );
    return rows.map(({ id }) => id);
  }

  /** A new job number, so that the task gets a job of its own beside one that ended without starting it. */
  renew(task: StageJob): Promise<DueTask | undefined> {
    return firstRowOf<DueTask>(
      this.dataSource.manager,
      `UPDATE task SET job_number = job_number + 1, due_at = now()
       WHERE id = $1 AND job_number = $2 AND status = 'pending' RETURNING ${DUE_COLUMNS}`,
      [task.taskId, task.jobNumber],
    );
  }
}
