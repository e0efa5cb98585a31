import { Injectable } from '@nestjs/common';
import type { Principal, Stage, StageJob } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import type { EnvironmentEntity } from '../entities/environment.entity';
import type { ExecutionPackEntity } from '../entities/execution-pack.entity';
import type { ExecutionEntity } from '../entities/execution.entity';
import { firstRowOf, rowsOf } from '../sql';
import { type Lease, type LeasedTask, TASK_COLUMNS } from './task.repository';

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

/** A task that somebody is about to work on. */
export interface ClaimRequest extends StageJob {
  stage: Stage;
}

type Row = ClaimedTask & { sealedUrl: Buffer | null };

/** Compare-and-set from pending to running: whoever claims a task alone may work on it. */
@Injectable()
export class ClaimRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Nothing when the job is a duplicate, out of date, or of another task. Waits for whoever is changing the task. */
  async claim(job: ClaimRequest, lease: Lease): Promise<ClaimedTask | undefined> {
    const values = [lease.owner, lease.seconds, job.taskId, job.jobNumber, job.executionId, job.stage];
    const row = await firstRowOf<Row>(this.dataSource.manager, CLAIM_ONE, values);
    return row === undefined ? undefined : withPack(row);
  }

  /** The same of many tasks, each once, in one transaction; without those that somebody is just changing. */
  async claimAll(jobs: readonly ClaimRequest[], lease: Lease): Promise<ClaimedTask[]> {
    const values = [lease.owner, lease.seconds, JSON.stringify(jobs)];
    return (await rowsOf<Row>(this.dataSource.manager, CLAIM_ALL, values)).map(withPack);
  }
}

function withPack({ sealedUrl, pack, ...task }: Row): ClaimedTask {
  return { ...task, pack: pack === null ? null : { ...pack, sealedUrl } };
}

// They wait for the disk: were a claim lost, two runs could hold the same lease and write into the same folder.
const CLAIM_ONE = claim(`id = $3 AND job_number = $4 AND status = 'pending' AND execution_id = $5 AND stage = $6`);

// The planner takes a hundred jobs for granted, and would read the whole table for that many: it knows better of an array.
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
