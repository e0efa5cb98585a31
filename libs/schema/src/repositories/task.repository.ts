import {
  asksFor,
  type EnvironmentId,
  type ErrorReport,
  type ExecutionId,
  type ExecutionPackId,
  type Principal,
  type Stage,
  type StageJob,
  type TaskId,
} from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EnvironmentEntity } from '../entities/environment.entity';
import type { ExecutionPackEntity } from '../entities/execution-pack.entity';
import type { ExecutionEntity } from '../entities/execution.entity';
import { TaskEntity } from '../entities/task.entity';
import type { LiveExecution } from './execution.repository';
import { behindItsShare, DUE_COLUMNS, ENDS_OF_SHARE, LAST_RANK, type Share } from './task-rank';
import { entityRows, OF_EXECUTION } from './entity-rows';
import { firstRowOf, WITHOUT_FSYNC_WAIT, rowsOf, type Transaction } from '../sql';

export const TASK_COLUMNS = `task.id, task.execution_id AS "executionId", task.stage, task.execution_pack_id AS "executionPackId",
  task.environment_id AS "environmentId", task.job_number AS "jobNumber", task.failures, task.lease_owner AS "leaseOwner"`;

/** A task with what names the lease that is held on it. */
export interface LeasedTask {
  id: TaskId;
  executionId: ExecutionId;
  stage: Stage;
  executionPackId: ExecutionPackId | null;
  environmentId: EnvironmentId | null;
  jobNumber: number;
  failures: number;
  leaseOwner: string;
}

/** A task that this worker has claimed, with all that the stages ask of its execution and its pack. */
export interface ClaimedTask extends LeasedTask {
  execution: Pick<ExecutionEntity, 'id' | 'action' | 'parameters' | 'tokenLimits'> & {
    requestedBy: Principal;
    createdAt: string;
    /** W3C's `traceparent` of what asked for the execution, where traces are kept. */
    traceParent?: string | null;
  };
  /** Only for a build: what came with the request for package indexes and registries, encrypted. */
  sealedIndexCredentials?: Buffer | null;
  /** How long it was due before it was claimed, by the clock of the database. */
  waitedMs?: number;
  /** None when the task works for the execution as a whole. */
  pack: ClaimedPack | null;
}

export interface ClaimedPack extends Pick<
  ExecutionPackEntity,
  'id' | 'sourceText' | 'source' | 'ref' | 'version' | 'downloadResult'
> {
  /** Only for a download: the source's URL with its credentials, encrypted. */
  sealedUrl: Buffer | null;
  /** How many packs of the execution were made before it; only where folders are named after that. */
  position?: number | null;
  /** The environments that it is to use. */
  environments: Pick<EnvironmentEntity, 'id' | 'runtime' | 'path' | 'content' | 'platform'>[];
}

/** Which task somebody is about to work on, by its job. */
export interface ClaimRequest extends StageJob {
  stage: Stage;
}

export type WhyUnclaimed = 'cancelled' | 'given back' | 'duplicate';
type ClaimedRow = ClaimedTask & { sealedUrl: Buffer | null };

export interface NewTask {
  stage: Stage;
  executionPackId: ExecutionPackId | null;
  environmentId: EnvironmentId | null;
}

/** What has to be started, here or by way of its queue. */
export interface DueTask extends StageJob {
  stage: Stage;
  /** Until it is due; by the clock of the database, which those of the processes may differ from. */
  delayMs: number;
  /** Lower ones are started first. */
  rank: number;
}

export interface Lease {
  owner: string;
  seconds: number;
}

/** What is to be done, and who does it: tasks are made, claimed under a lease, and ended or given back by who holds it. */
@Injectable()
export class TaskRepository {
  constructor(private readonly dataSource: DataSource) {}

  listOf(executionId: ExecutionId): Promise<TaskEntity[]> {
    return entityRows(this.dataSource.manager, TaskEntity, { rest: OF_EXECUTION, values: [executionId] });
  }

  /** Returns those that were made: the partial unique indexes refuse work that is live already. */
  async createAll(
    transaction: Transaction,
    executionId: ExecutionId,
    { tasks, share }: { tasks: readonly NewTask[]; share: Share },
  ): Promise<DueTask[]> {
    if (tasks.length === 0) return [];
    return rowsOf<DueTask>(
      transaction,
      `INSERT INTO task (execution_id, stage, execution_pack_id, environment_id, share, rank)
       SELECT $1, due.stage, execution_pack_id, environment_id, $3, CASE WHEN $4 THEN 0 ELSE least(${LAST_RANK},
         ends.rank + row_number() OVER (PARTITION BY due.stage ORDER BY environment_id NULLS FIRST, execution_pack_id)) END
       FROM (SELECT stage, "executionPackId" AS execution_pack_id, "environmentId" AS environment_id
         FROM jsonb_to_recordset($2::jsonb) AS task (stage text, "executionPackId" integer, "environmentId" integer)) due
       JOIN ${ENDS_OF_SHARE} USING (stage)
       ORDER BY environment_id NULLS FIRST, execution_pack_id
       ON CONFLICT DO NOTHING RETURNING ${DUE_COLUMNS}`,
      [executionId, JSON.stringify(tasks), share.name, share.isUrgent],
    );
  }

  /**
   * From pending to running, by compare-and-set: whoever claims a task alone may work on it. Nothing when the job is a duplicate,
   * out of date, or of another task. Waits for whoever is changing the task.
   */
  async claim(job: ClaimRequest, lease: Lease): Promise<ClaimedTask | undefined> {
    const values = [lease.owner, lease.seconds, job.taskId, job.jobNumber, job.executionId, job.stage];
    const row = await firstRowOf<ClaimedRow>(this.dataSource.manager, CLAIM_ONE, values);
    return row === undefined ? undefined : withPack(row);
  }

  /** Of a job whose task could not be claimed; `duplicate`: whoever had the same job has claimed it. */
  async whyUnclaimed({ taskId, jobNumber }: StageJob): Promise<WhyUnclaimed> {
    const [row] = await this.dataSource.query<{ why: WhyUnclaimed }[]>(WHY_UNCLAIMED, [taskId, jobNumber]);
    return row?.why ?? 'duplicate';
  }

  /** The same of many tasks, each once, in one transaction; without those that somebody is just changing. */
  async claimAll(jobs: readonly ClaimRequest[], lease: Lease): Promise<ClaimedTask[]> {
    const values = [lease.owner, lease.seconds, JSON.stringify(jobs)];
    return (await rowsOf<ClaimedRow>(this.dataSource.manager, CLAIM_ALL, values)).map(withPack);
  }

  /** Says whether the lease is still held, and whether the execution is being cancelled meanwhile. */
  async extendLease(task: LeasedTask, lease: Lease): Promise<'held' | 'lost' | 'cancelled'> {
    const row = await firstRowOf<{ status: string }>(
      this.dataSource.manager,
      `UPDATE task SET lease_until = now() + make_interval(secs => $4) FROM execution, ${WITHOUT_FSYNC_WAIT}
       WHERE execution.id = task.execution_id
         AND task.id = $1 AND task.job_number = $2 AND task.lease_owner = $3 AND task.status = 'running'
       RETURNING execution.status`,
      [task.id, task.jobNumber, lease.owner, lease.seconds],
    );
    if (row === undefined) return 'lost';
    return row.status === 'canceling' ? 'cancelled' : 'held';
  }

  /** False when the lease was lost: the caller must roll back whatever it wrote. */
  async end(
    transaction: Transaction,
    task: LeasedTask,
    end: { status: 'succeeded' | 'failed' | 'cancelled'; error?: ErrorReport },
  ): Promise<boolean> {
    const row = await firstRowOf(
      transaction,
      `UPDATE task SET status = $4, error = $5, lease_owner = NULL, lease_until = NULL, finished_at = now()
       WHERE id = $1 AND job_number = $2 AND lease_owner = $3 AND status = 'running' RETURNING id`,
      [task.id, task.jobNumber, task.leaseOwner, end.status, end.error ?? null],
    );
    return row !== undefined;
  }

  /**
   * Gives the task back, to be started again after `delayMs`: after a failure behind all others of its share, so that what
   * fails again and again keeps nobody else waiting. Nothing when the lease was lost.
   */
  release(
    transaction: Transaction,
    task: LeasedTask,
    change: { delayMs: number; error?: ErrorReport },
  ): Promise<DueTask | undefined> {
    return firstRowOf<DueTask>(
      transaction,
      `UPDATE task SET status = 'pending', job_number = job_number + 1, failures = failures + $4, error = $5,
         rank = CASE WHEN $4 = 0 OR rank = 0 THEN rank ELSE ${behindItsShare('task')} END,
         lease_owner = NULL, lease_until = NULL, due_at = now() + make_interval(secs => $6::double precision / 1000)
       WHERE id = $1 AND job_number = $2 AND lease_owner = $3 AND status = 'running' RETURNING ${DUE_COLUMNS}`,
      [task.id, task.jobNumber, task.leaseOwner, change.error ? 1 : 0, change.error ?? null, change.delayMs],
    );
  }

  /**
   * Gives tasks back whose handlers do not stop. A handler that is stuck may also have the row locked: then the row is left alone,
   * and the lease runs out. With `maxAttempts` this counts as a failure of the task, and one that has no further try is left to the
   * end of its lease as well.
   */
  async releaseStuck(tasks: readonly LeasedTask[], maxAttempts?: number): Promise<void> {
    await this.dataSource.manager.query(
      `UPDATE task SET status = 'pending', job_number = job_number + 1, failures = failures + $4, lease_owner = NULL,
         lease_until = NULL, due_at = now()
       WHERE id IN (SELECT task.id FROM task JOIN unnest($1::integer[], $2::integer[]) AS held (id, job_number)
         ON held.id = task.id AND held.job_number = task.job_number
         WHERE lease_owner = $3 AND status = 'running'
           AND (failures + 1 < $5::integer) IS NOT FALSE FOR UPDATE OF task SKIP LOCKED)`,
      [
        tasks.map(({ id }) => id),
        tasks.map(({ jobNumber }) => jobNumber),
        tasks[0]?.leaseOwner,
        maxAttempts === undefined ? 0 : 1,
        maxAttempts ?? null,
      ],
    );
  }

  /** Whether the lease is still held. Nobody can take the task over before the transaction ends. */
  async isHeld(transaction: Transaction, task: LeasedTask): Promise<boolean> {
    const row = await firstRowOf(
      transaction,
      `SELECT id FROM task WHERE id = $1 AND job_number = $2 AND lease_owner = $3 AND status = 'running' FOR UPDATE`,
      [task.id, task.jobNumber, task.leaseOwner],
    );
    return row !== undefined;
  }

  /**
   * Returns the environments that will not be built now, for which others may wait. The closing task of an execution still happens,
   * because it takes back what is enabled and would be broken; but for that of an atomic one, before which nothing is enabled.
   */
  async cancelPending(transaction: Transaction, execution: LiveExecution): Promise<EnvironmentId[]> {
    const rows = await rowsOf<{ environmentId: EnvironmentId | null }>(
      transaction,
      `UPDATE task SET status = 'cancelled', finished_at = now()
       WHERE execution_id = $1 AND status = 'pending' AND ($2 OR stage <> 'register' OR execution_pack_id IS NOT NULL)
       RETURNING environment_id AS "environmentId"`,
      [execution.id, asksFor(execution, 'atomic')],
    );
    return rows.flatMap(({ environmentId }) => environmentId ?? []);
  }

  /** Executions other than `executionId` that have packs waiting for the environment. */
  async executionsWaitingFor(environmentId: EnvironmentId, executionId: ExecutionId): Promise<ExecutionId[]> {
    const rows = await rowsOf<{ id: ExecutionId }>(
      this.dataSource.manager,
      `SELECT DISTINCT pack.execution_id AS id FROM execution_pack pack
       JOIN execution_pack_environment link ON link.execution_pack_id = pack.id
       WHERE link.environment_id = $1 AND pack.execution_id <> $2
         AND pack.stage = 'build' AND pack.status IN ('pending', 'running') ORDER BY 1`,
      [environmentId, executionId],
    );
    return rows.map((row) => row.id);
  }
}

function withPack({ sealedUrl, pack, ...task }: ClaimedRow): ClaimedTask {
  return { ...task, pack: pack === null ? null : { ...pack, sealedUrl } };
}

const WHY_UNCLAIMED = `SELECT CASE WHEN job_number > $2 THEN 'given back' WHEN status = 'cancelled' THEN 'cancelled'
  ELSE 'duplicate' END AS why FROM task WHERE id = $1`;

// Claims wait for the disk: were one lost, two runs could hold the same lease and write into the same folder.
const CLAIM_ONE = claim(`id = $3 AND job_number = $4 AND status = 'pending' AND execution_id = $5 AND stage = $6`);

// Tasks are looked up by an array of ids: of rows that come out of JSON the planner assumes a hundred, and would read the whole table.
const CLAIM_ALL = claim(`id = ANY(ARRAY(SELECT task.id FROM task
    JOIN jsonb_to_recordset($3::jsonb) AS job ("taskId" integer, "jobNumber" integer, "executionId" integer, stage text)
      ON job."taskId" = task.id AND job."jobNumber" = task.job_number AND job."executionId" = task.execution_id AND job.stage = task.stage
    WHERE task.id = ANY(ARRAY(SELECT (job ->> 'taskId')::integer FROM jsonb_array_elements($3::jsonb) AS job)) AND status = 'pending'
    FOR UPDATE OF task SKIP LOCKED))`);

function claim(where: string): string {
  return `
  WITH task AS (
    UPDATE task SET status = 'running', lease_owner = $1, worker = $1, lease_until = now() + make_interval(secs => $2),
      started_at = coalesce(started_at, now()), error = NULL
    WHERE ${where}
    RETURNING task.*)
  SELECT ${TASK_COLUMNS}, extract(epoch FROM now() - task.due_at)::double precision * 1000 AS "waitedMs",
    jsonb_build_object('id', execution.id, 'action', execution.action, 'parameters', execution.parameters,
      'tokenLimits', execution.token_limits, 'createdAt', execution.created_at,
      'traceParent', execution.trace_parent, 'requestedBy', jsonb_build_object('kind',
        coalesce(execution.requested_by_kind, 'unknown'), 'id', execution.requested_by_id,
        'name', execution.requested_by)) AS execution,
    CASE WHEN pack.id IS NOT NULL THEN jsonb_build_object('id', pack.id, 'sourceText', pack.source_text,
      'source', pack.source, 'ref', pack.ref, 'version', pack.version, 'downloadResult', pack.download_result,
      'position', CASE WHEN execution.parameters -> 'destination_dir' IS NOT NULL THEN (SELECT count(*) FROM execution_pack earlier
        WHERE earlier.execution_id = execution.id AND earlier.id < pack.id) END,
      'environments', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', environment.id, 'runtime', environment.runtime,
        'path', environment.path, 'content', environment.content, 'platform', environment.platform) ORDER BY environment.id), '[]') FROM environment
        JOIN execution_pack_environment link ON link.environment_id = environment.id WHERE link.execution_pack_id = pack.id))
    END AS pack,
    CASE WHEN task.stage = 'download' THEN pack.sealed_url END AS "sealedUrl",
    CASE WHEN task.stage = 'build' THEN execution.sealed_index_credentials END AS "sealedIndexCredentials"
  FROM task JOIN execution ON execution.id = task.execution_id
  LEFT JOIN execution_pack pack ON pack.id = task.execution_pack_id`;
}
