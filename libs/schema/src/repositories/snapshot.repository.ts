import type {
  EnvironmentId,
  EnvironmentStatus,
  ErrorReport,
  ExecutionId,
  ExecutionPackId,
  PackStatus,
  RuntimeName,
  Stage,
  TaskStatus,
} from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { firstRowOf, type Transaction } from '../sql';
import type { LiveExecution } from './execution.repository';

/** A pack that has not ended. */
export interface PackSnapshot {
  id: ExecutionPackId;
  name: string;
  stage: Stage;
  status: PackStatus;
  /** It waits for the others of its all-or-nothing request. */
  isPrepared: boolean;
  /** Its dependencies that are not completed yet. */
  dependsOn: { id: ExecutionPackId; name: string; status: PackStatus }[];
  environments: EnvironmentId[];
}

export interface TaskSnapshot {
  stage: Stage;
  executionPackId: ExecutionPackId | null;
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
export interface ExecutionSnapshot extends ExecutionState {
  execution: LiveExecution;
}

export interface ExecutionState {
  /** Those that have not ended, in the order in which they were made. */
  packs: PackSnapshot[];
  /** How many packs ended in which way. */
  endedCounts: Record<'completed' | 'failed' | 'cancelled', number>;
  /** How many are completed whose version was not enabled. */
  notEnabledCount: number;
  /** One that failed or was cancelled. */
  failedPackName: string | null;
  /** In the order in which they were made: all that are live, builds of unfinished packs, and the closing task. */
  tasks: TaskSnapshot[];
  /** Of the unfinished packs. */
  environments: EnvironmentSnapshot[];
}

/**
 * What the statement answers. Who needs whom is put together here: joined there, the time that it takes would depend on the plan that
 * PostgreSQL chooses.
 */
interface SnapshotRow extends Omit<ExecutionState, 'packs'> {
  packs: Omit<PackSnapshot, 'dependsOn' | 'environments'>[];
  needs: (PackSnapshot['dependsOn'][number] & { executionPackId: ExecutionPackId })[];
  links: { executionPackId: ExecutionPackId; environmentId: EnvironmentId }[];
}

@Injectable()
export class SnapshotRepository {
  /** In one statement, so that all of it is of one moment: workers end tasks and move packs meanwhile. */
  async read(transaction: Transaction, id: ExecutionId): Promise<ExecutionState> {
    const row = await firstRowOf<SnapshotRow>(transaction, SNAPSHOT, [id]);
    if (row === undefined) throw new Error(`Execution ${id} has no snapshot`);
    const { packs, needs, links, ...others } = row;
    const needsOf = Map.groupBy(needs, ({ executionPackId }) => executionPackId);
    const linksOf = Map.groupBy(links, ({ executionPackId }) => executionPackId);
    const whole = packs.map((pack) => ({
      ...pack,
      dependsOn: (needsOf.get(pack.id) ?? []).map(({ id, name, status }) => ({ id, name, status })),
      environments: (linksOf.get(pack.id) ?? []).map(({ environmentId }) => environmentId),
    }));
    return { packs: whole, ...others };
  }
}

const UNFINISHED = "status IN ('pending', 'running')";

const PACKS = `
  SELECT id, coalesce(ref, source_text) AS name, stage, status, preparation_result IS NOT NULL AS "isPrepared"
  FROM execution_pack WHERE execution_id = $1 AND ${UNFINISHED} ORDER BY id`;

const NEEDS = `
  SELECT dependency.execution_pack_id AS "executionPackId", needed.id, coalesce(needed.ref, needed.source_text) AS name,
    needed.status
  FROM execution_pack needed JOIN execution_pack_dependency dependency ON dependency.depends_on_id = needed.id
  WHERE needed.execution_id = $1 AND needed.status <> 'completed' ORDER BY needed.id`;

const LINKS = `
  SELECT link.execution_pack_id AS "executionPackId", link.environment_id AS "environmentId"
  FROM execution_pack pack JOIN execution_pack_environment link ON link.execution_pack_id = pack.id
  WHERE pack.execution_id = $1 AND pack.${UNFINISHED} ORDER BY link.execution_pack_id, link.environment_id`;

const TASKS = `
  SELECT stage, execution_pack_id AS "executionPackId", environment_id AS "environmentId", status, error FROM task
  WHERE execution_id = $1 AND (${UNFINISHED} OR (stage = 'register' AND execution_pack_id IS NULL)
    OR environment_id IN (SELECT "environmentId" FROM links))
  ORDER BY id`;

const ENVIRONMENTS = `
  SELECT environment.id, environment.runtime, environment.status,
    EXISTS (SELECT FROM task WHERE task.environment_id = environment.id AND task.${UNFINISHED}) AS "isBeingBuilt"
  FROM environment WHERE id IN (SELECT "environmentId" FROM links)`;

const ENDED = `
  SELECT count(*) FILTER (WHERE status = 'completed') AS completed, count(*) FILTER (WHERE status = 'failed') AS failed,
    count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
    count(*) FILTER (WHERE status = 'completed' AND registration_result ->> 'isEnabled' = 'false')::integer AS "notEnabledCount",
    min(coalesce(ref, source_text)) FILTER (WHERE status IN ('failed', 'cancelled')) AS "failedPackName"
  FROM execution_pack WHERE execution_id = $1`;

const SNAPSHOT = `
  WITH packs AS (${PACKS}), needs AS (${NEEDS}), links AS (${LINKS}), tasks AS (${TASKS}), environments AS (${ENVIRONMENTS}), ended AS (${ENDED})
  SELECT coalesce((SELECT jsonb_agg(packs) FROM packs), '[]') AS packs,
    coalesce((SELECT jsonb_agg(needs) FROM needs), '[]') AS needs, coalesce((SELECT jsonb_agg(links) FROM links), '[]') AS links,
    coalesce((SELECT jsonb_agg(tasks) FROM tasks), '[]') AS tasks,
    coalesce((SELECT jsonb_agg(environments) FROM environments), '[]') AS environments,
    jsonb_build_object('completed', completed, 'failed', failed, 'cancelled', cancelled) AS "endedCounts", "notEnabledCount", "failedPackName"
  FROM ended`;
