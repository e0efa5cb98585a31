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
import { ExecutionEntity } from '../entities/execution.entity';
import { rowsOf, type Transaction } from '../sql';

export interface PackSnapshot {
  id: ExecutionPackId;
  name: string;
  stage: Stage;
  status: PackStatus;
  dependsOn: ExecutionPackId[];
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

/** All that decides what is due next in an execution, read under its lock. */
export interface ExecutionSnapshot {
  execution: ExecutionEntity;
  packs: PackSnapshot[];
  /** In the order in which they were made. */
  tasks: TaskSnapshot[];
  environments: EnvironmentSnapshot[];
}

@Injectable()
export class SnapshotRepository {
  async read(transaction: Transaction, execution: ExecutionEntity): Promise<ExecutionSnapshot> {
    return {
      execution,
      packs: await this.packs(transaction, execution.id),
      tasks: await this.tasks(transaction, execution.id),
      environments: await this.environments(transaction, execution.id),
    };
  }

  private packs(transaction: Transaction, executionId: ExecutionId): Promise<PackSnapshot[]> {
    return rowsOf<PackSnapshot>(
      transaction,
      `SELECT id, coalesce(ref, description) AS name, stage, status,
         ARRAY(SELECT depends_on_id FROM execution_pack_dependency WHERE pack_id = pack.id) AS "dependsOn",
         ARRAY(SELECT environment_id FROM execution_pack_environment WHERE pack_id = pack.id) AS environments
       FROM execution_pack pack WHERE execution_id = $1 ORDER BY id`,
      [executionId],
    );
  }

  private tasks(transaction: Transaction, executionId: ExecutionId): Promise<TaskSnapshot[]> {
    return rowsOf<TaskSnapshot>(
      transaction,
      `SELECT stage, pack_id AS "packId", environment_id AS "environmentId", status, error
       FROM task WHERE execution_id = $1 ORDER BY id`,
      [executionId],
    );
  }

  private environments(transaction: Transaction, executionId: ExecutionId): Promise<EnvironmentSnapshot[]> {
    return rowsOf<EnvironmentSnapshot>(
      transaction,
      `SELECT DISTINCT environment.id, environment.runtime, environment.status,
         EXISTS (SELECT FROM task WHERE task.environment_id = environment.id AND task.status IN ('pending', 'running'))
           AS "isBeingBuilt"
       FROM environment JOIN execution_pack_environment link ON link.environment_id = environment.id
       JOIN execution_pack pack ON pack.id = link.pack_id WHERE pack.execution_id = $1`,
      [executionId],
    );
  }
}
