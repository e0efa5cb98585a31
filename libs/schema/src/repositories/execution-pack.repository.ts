import type { EnvironmentId, ErrorReport, ExecutionId, ExecutionPackId, RuntimeName } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExecutionPackEntity } from '../entities/execution-pack.entity';
import { entityRows, OF_EXECUTION } from './entity-rows';
import { LIVE_EXECUTION_STATUSES, rowsOf, type Transaction } from '../sql';

export interface FailedBuild {
  executionPackId: ExecutionPackId;
  runtime: RuntimeName;
  error: ErrorReport | null;
}

/** The packs of executions, as others read them. What stages write of them: {@link PackProgressRepository}. */
@Injectable()
export class ExecutionPackRepository {
  constructor(private readonly dataSource: DataSource) {}

  find(id: ExecutionPackId): Promise<ExecutionPackEntity> {
    return this.dataSource.manager.findOneByOrFail(ExecutionPackEntity, { id });
  }

  listOf(executionId: ExecutionId): Promise<ExecutionPackEntity[]> {
    return this.listIn(this.dataSource.manager, executionId);
  }

  /** With their manifests, which only resolving asks for. */
  listWithManifests(executionId: ExecutionId): Promise<ExecutionPackEntity[]> {
    return this.dataSource.manager
      .createQueryBuilder(ExecutionPackEntity, 'pack')
      .addSelect('pack.manifest')
      .where('pack.executionId = :executionId', { executionId })
      .orderBy('pack.id')
      .getMany();
  }

  /** As the transaction itself sees them. */
  listIn(transaction: Transaction, executionId: ExecutionId): Promise<ExecutionPackEntity[]> {
    return entityRows(transaction, ExecutionPackEntity, { rest: OF_EXECUTION, values: [executionId] });
  }

  /** Environments that the execution tried to build last without success, for each pack that is to use them. */
  failedBuilds(transaction: Transaction, executionId: ExecutionId): Promise<FailedBuild[]> {
    return rowsOf<FailedBuild>(
      transaction,
      `SELECT link.execution_pack_id AS "executionPackId", environment.runtime, last.error FROM (
         SELECT DISTINCT ON (environment_id) environment_id, status, error FROM task
         WHERE execution_id = $1 AND stage = 'build' ORDER BY environment_id, id DESC) last
       JOIN environment ON environment.id = last.environment_id
       JOIN execution_pack_environment link ON link.environment_id = environment.id
       JOIN execution_pack pack ON pack.id = link.execution_pack_id
       WHERE last.status = 'failed' AND pack.execution_id = $1 ORDER BY link.execution_pack_id, environment.id`,
      [executionId],
    );
  }

  /** Names of the packs of the same execution that are known and have not ended. */
  async refsUnderWay(transaction: Transaction, id: ExecutionPackId): Promise<string[]> {
    const rows = await rowsOf<{ ref: string }>(
      transaction,
      `SELECT other.ref FROM execution_pack pack JOIN execution_pack other ON other.execution_id = pack.execution_id
       WHERE pack.id = $1 AND other.ref IS NOT NULL AND other.status IN ('pending', 'running')`,
      [id],
    );
    return rows.map(({ ref }) => ref);
  }

  /** What packs of executions that have not ended were downloaded as: it may lie in the store before it has a row there. */
  contentUnderWay(transaction: Transaction): Promise<{ ref: string; version: string; digest: string }[]> {
    return rowsOf(
      transaction,
      `SELECT pack.ref, pack.version, pack.download_result ->> 'digest' AS digest FROM execution_pack pack
       JOIN execution ON execution.id = pack.execution_id WHERE execution.status IN ${LIVE_EXECUTION_STATUSES}
       AND pack.ref IS NOT NULL AND pack.version IS NOT NULL AND pack.download_result IS NOT NULL`,
    );
  }

  /** Which environments each pack of the execution is to use. */
  async environmentsOf(executionId: ExecutionId): Promise<Map<ExecutionPackId, EnvironmentId[]>> {
    const rows = await rowsOf<{ id: ExecutionPackId; environments: EnvironmentId[] }>(
      this.dataSource.manager,
      `SELECT pack.id, array_agg(link.environment_id) AS environments FROM execution_pack pack
       JOIN execution_pack_environment link ON link.execution_pack_id = pack.id WHERE pack.execution_id = $1 GROUP BY pack.id`,
      [executionId],
    );
    return new Map(rows.map((row) => [row.id, row.environments]));
  }
}
