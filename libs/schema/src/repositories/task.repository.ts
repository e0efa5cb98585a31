import type {
  EnvironmentId,
  ErrorReport,
  ExecutionId,
  ExecutionPackId,
  Stage,
  StageJob,
  TaskId,
} from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TaskEntity } from '../entities/task.entity';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

/** A task that this worker holds the lease of. */
export interface ClaimedTask {
  id: TaskId;
  executionId: ExecutionId;
  stage: Stage;
  packId: ExecutionPackId | null;
  environmentId: EnvironmentId | null;
  attempt: number;
  failures: number;
  leaseOwner: string;
}

export interface NewTask {
  stage: Stage;
  packId: ExecutionPackId | null;
  environmentId: EnvironmentId | null;
}

/** What has to be put into a queue. */
export interface DueTask extends StageJob {
  stage: Stage;
  dueAt: Date;
}

export interface Lease {
  owner: string;
  seconds: number;
}

const TASK_COLUMNS = `task.id, task.execution_id AS "executionId", task.stage, task.pack_id AS "packId",
  task.environment_id AS "environmentId", task.attempt, task.failures, task.lease_owner AS "leaseOwner"`;
const DUE_COLUMNS = `task.id AS "taskId", task.execution_id AS "executionId", task.stage, task.attempt, task.due_at AS "dueAt"`;

@Injectable()
export class TaskRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order in which they were made. */
  listOf(executionId: ExecutionId): Promise<TaskEntity[]> {
    return this.dataSource.manager.find(TaskEntity, { where: { executionId }, order: { id: 'ASC' } });
  }

  /** Nothing when the same work is live already: the partial unique indexes decide. */
  create(transaction: Transaction, executionId: ExecutionId, task: NewTask): Promise<DueTask | undefined> {
    return firstRowOf<DueTask>(
      transaction,
      `INSERT INTO task (execution_id, stage, pack_id, environment_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING ${DUE_COLUMNS}`,
      [executionId, task.stage, task.packId, task.environmentId],
    );
  }

  /** Compare-and-set from pending to running. Nothing when the job is a duplicate or out of date. */
  claim(transaction: Transaction, job: StageJob, lease: Lease): Promise<ClaimedTask | undefined> {
    return firstRowOf<ClaimedTask>(
      transaction,
      `UPDATE task SET status = 'running', lease_owner = $3, worker = $3, lease_until = now() + make_interval(secs => $4),
         started_at = now(), error = NULL
       WHERE id = $1 AND attempt = $2 AND status = 'pending' RETURNING ${TASK_COLUMNS}`,
      [job.taskId, job.attempt, lease.owner, lease.seconds],
    );
  }

  /** Says whether the lease is still held, and whether the execution is being cancelled meanwhile. */
  async extendLease(task: ClaimedTask, lease: Lease): Promise<'held' | 'lost' | 'cancelled'> {
    const row = await firstRowOf<{ status: string }>(
      this.dataSource.manager,
      `UPDATE task SET lease_until = now() + make_interval(secs => $4) FROM execution
       WHERE execution.id = task.execution_id
         AND task.id = $1 AND task.attempt = $2 AND task.lease_owner = $3 AND task.status = 'running'
       RETURNING execution.status`,
      [task.id, task.attempt, lease.owner, lease.seconds],
    );
    if (row === undefined) return 'lost';
    return row.status === 'canceling' ? 'cancelled' : 'held';
  }

  /** False when the lease was lost: the caller must roll back whatever it wrote. */
  async end(
    transaction: Transaction,
    task: ClaimedTask,
    outcome: { status: 'succeeded' | 'failed' | 'cancelled'; error?: ErrorReport },
  ): Promise<boolean> {
    const row = await firstRowOf(
      transaction,
      `UPDATE task SET status = $4, error = $5, lease_owner = NULL, lease_until = NULL, finished_at = now()
       WHERE id = $1 AND attempt = $2 AND lease_owner = $3 AND status = 'running' RETURNING id`,
      [task.id, task.attempt, task.leaseOwner, outcome.status, outcome.error ?? null],
    );
    return row !== undefined;
  }

  /** Gives the task back, to be started again after `delayMs`. Nothing when the lease was lost. */
  release(
    transaction: Transaction,
    task: ClaimedTask,
    change: { delayMs: number; error?: ErrorReport },
  ): Promise<DueTask | undefined> {
    return firstRowOf<DueTask>(
      transaction,
      `UPDATE task SET status = 'pending', attempt = attempt + 1, failures = failures + $4, error = $5,
         lease_owner = NULL, lease_until = NULL, due_at = now() + make_interval(secs => $6::double precision / 1000)
       WHERE id = $1 AND attempt = $2 AND lease_owner = $3 AND status = 'running' RETURNING ${DUE_COLUMNS}`,
      [task.id, task.attempt, task.leaseOwner, change.error ? 1 : 0, change.error ?? null, change.delayMs],
    );
  }

  async cancelPending(transaction: Transaction, executionId: ExecutionId): Promise<void> {
    await transaction.query(
      `UPDATE task SET status = 'cancelled', finished_at = now() WHERE execution_id = $1 AND status = 'pending'`,
      [executionId],
    );
  }

  /** Tasks whose worker fell silent. With `onlyOwner`, every other owner is known to be dead. */
  lost(onlyOwner?: string): Promise<ClaimedTask[]> {
    return rowsOf<ClaimedTask>(
      this.dataSource.manager,
      `SELECT ${TASK_COLUMNS} FROM task
       WHERE status = 'running' AND (lease_until < now() OR lease_owner <> $1::text) ORDER BY id`,
      [onlyOwner ?? null],
    );
  }

  /** Pending tasks that should have been started a while ago. */
  overdue(graceSeconds: number, limit = 500): Promise<DueTask[]> {
    return rowsOf<DueTask>(
      this.dataSource.manager,
      `SELECT ${DUE_COLUMNS} FROM task
       WHERE status = 'pending' AND due_at < now() - make_interval(secs => $1) ORDER BY due_at LIMIT $2`,
      [graceSeconds, limit],
    );
  }

  /** A new attempt number, so that the task gets a job of its own beside one that ended without starting it. */
  renew(task: DueTask): Promise<DueTask | undefined> {
    return firstRowOf<DueTask>(
      this.dataSource.manager,
      `UPDATE task SET attempt = attempt + 1, due_at = now()
       WHERE id = $1 AND attempt = $2 AND status = 'pending' RETURNING ${DUE_COLUMNS}`,
      [task.taskId, task.attempt],
    );
  }

  /** Executions other than `executionId` that have packs waiting for the environment. */
  async executionsWaitingFor(environmentId: EnvironmentId, executionId: ExecutionId): Promise<ExecutionId[]> {
    const rows = await rowsOf<{ id: ExecutionId }>(
      this.dataSource.manager,
      `SELECT DISTINCT pack.execution_id AS id FROM execution_pack pack
       JOIN execution_pack_environment link ON link.pack_id = pack.id
       WHERE link.environment_id = $1 AND pack.execution_id <> $2
         AND pack.stage = 'build' AND pack.status IN ('pending', 'running') ORDER BY 1`,
      [environmentId, executionId],
    );
    return rows.map((row) => row.id);
  }
}
