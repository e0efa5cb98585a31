import type {
  EnvironmentId,
  EnvironmentStatus,
  ErrorReport,
  ExecutionPackId,
  PackStatus,
  RuntimeName,
  Stage,
  TaskStatus,
} from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { firstRowOf, type Transaction } from '../sql';
import type { ReconciledExecution } from './execution.repository';

/** A pack that has not ended. */
export interface PackSnapshot {
  id: ExecutionPackId;
  name: string;
  stage: Stage;
  status: PackStatus;
  /** It waits for the others of its all-or-nothing request. */
  isPrepared: boolean;
  /** Those of the packs that it depends on that are not completed. */
  dependsOn: { id: ExecutionPackId; name: string; status: PackStatus }[];
  environments: EnvironmentId[];
}

export interface TaskSnapshot {
  stage: Stage;
  packId: ExecutionPackId | null;
  environmentId: EnvironmentId | null;
  status: TaskStatus;
  error: ErrorReport | null;
}

export interface EnvironmentSnapshot {
  id: EnvironmentId;
  runtime: RuntimeName;
  status: EnvironmentStatus;
  /** Somebody, of whatever execution, is about to build it. */
  isBeingBuilt: boolean;
}

/** All that decides what is due next in an execution: what is unfinished, and of the rest only numbers. */
export interface ExecutionSnapshot {
  execution: ReconciledExecution;
  /** Those that have not ended, in the order in which they were made. */
  packs: PackSnapshot[];
  /** How many packs ended in which way. */
  ended: Record<'completed' | 'failed' | 'cancelled', number>;
  /** How many are completed whose version was not enabled. */
  notEnabled: number;
  /** A name of one that did not come through. */
  failedPack: string | null;
  /** In the order in which they were made: all that are live, builds of unfinished packs, and those without a pack. */
  tasks: TaskSnapshot[];
  /** Of the unfinished packs. */
  environments: EnvironmentSnapshot[];
}

@Injectable()
export class SnapshotRepository {
  /** In one statement, so that all of it is of one moment: workers end tasks and move packs meanwhile. */
  async read(transaction: Transaction, execution: ReconciledExecution): Promise<ExecutionSnapshot> {
    const row = await firstRowOf<Omit<ExecutionSnapshot, 'execution'>>(transaction, SNAPSHOT, [execution.id]);
    if (row === undefined) throw new Error(`Execution ${execution.id} has no snapshot`);
    return { execution, ...row };
  }
}

const UNFINISHED = "status IN ('pending', 'running')";

const PACKS = `
  SELECT pack.id, coalesce(pack.ref, pack.description) AS name, pack.stage, pack.status,
    pack.prepared IS NOT NULL AS "isPrepared",
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', needed.id, 'name', coalesce(needed.ref, needed.description),
        'status', needed.status))
      FROM execution_pack_dependency dependency JOIN execution_pack needed ON needed.id = dependency.depends_on_id
      WHERE dependency.pack_id = pack.id AND needed.status <> 'completed'), '[]') AS "dependsOn",
    ARRAY(SELECT environment_id FROM execution_pack_environment WHERE pack_id = pack.id) AS environments
  FROM execution_pack pack WHERE execution_id = $1 AND pack.${UNFINISHED} ORDER BY pack.id`;

const TASKS = `
  SELECT stage, pack_id AS "packId", environment_id AS "environmentId", status, error FROM task
  WHERE execution_id = $1 AND (${UNFINISHED} OR (stage = 'register' AND pack_id IS NULL)
    OR environment_id IN (SELECT link.environment_id FROM execution_pack_environment link
      JOIN execution_pack pack ON pack.id = link.pack_id WHERE pack.execution_id = $1 AND pack.${UNFINISHED}))
  ORDER BY id`;

const ENVIRONMENTS = `
  SELECT DISTINCT environment.id, environment.runtime, environment.status,
    EXISTS (SELECT FROM task WHERE task.environment_id = environment.id AND task.${UNFINISHED}) AS "isBeingBuilt"
  FROM environment JOIN execution_pack_environment link ON link.environment_id = environment.id
  JOIN execution_pack pack ON pack.id = link.pack_id WHERE pack.execution_id = $1 AND pack.${UNFINISHED}`;

const ENDED = `
  SELECT count(*) FILTER (WHERE status = 'completed') AS completed, count(*) FILTER (WHERE status = 'failed') AS failed,
    count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
    count(*) FILTER (WHERE status = 'completed' AND registered ->> 'isEnabled' = 'false')::integer AS "notEnabled",
    min(coalesce(ref, description)) FILTER (WHERE status IN ('failed', 'cancelled')) AS "failedPack"
  FROM execution_pack WHERE execution_id = $1`;

const SNAPSHOT = `
  WITH packs AS (${PACKS}), tasks AS (${TASKS}), environments AS (${ENVIRONMENTS}), ended AS (${ENDED})
  SELECT coalesce((SELECT jsonb_agg(packs) FROM packs), '[]') AS packs,
    coalesce((SELECT jsonb_agg(tasks) FROM tasks), '[]') AS tasks,
    coalesce((SELECT jsonb_agg(environments) FROM environments), '[]') AS environments,
    jsonb_build_object('completed', completed, 'failed', failed, 'cancelled', cancelled) AS ended, "notEnabled", "failedPack"
  FROM ended`;
