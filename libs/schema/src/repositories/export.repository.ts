import type { EnvironmentId, ExecutionId, ExecutionPackId, ExportedEnvironment } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExecutionPackEntity } from '../entities/execution-pack.entity';
import { rowsOf, type Transaction } from '../sql';

/** What `core.export_packs` takes along. */
@Injectable()
export class ExportRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The environments that an installed version uses. */
  async environmentsOf(packVersionId: number): Promise<EnvironmentId[]> {
    const sql = 'SELECT environment_id AS id FROM pack_version_environment WHERE pack_version_id = $1 ORDER BY 1';
    return (await rowsOf<{ id: EnvironmentId }>(this.dataSource.manager, sql, [packVersionId])).map(({ id }) => id);
  }

  /** An installed pack that joins the execution because another one needs it. */
  async addNeeded(transaction: Transaction, executionId: ExecutionId, needed: { ref: string; by: string }) {
    const { ref, by } = needed;
    await transaction.insert(ExecutionPackEntity, {
      executionId,
      origin: 'dependency',
      sourceText: ref,
      source: { kind: 'registry', ref, range: '*' },
      stage: 'resolve',
      ref,
      chosenBecause: `${by} needs it`,
    });
  }

  /** Which installed version is exported. */
  async setVersion(transaction: Transaction, id: ExecutionPackId, { ref, version }: { ref: string; version: string }) {
    await transaction.query('UPDATE execution_pack SET ref = $2, version = $3 WHERE id = $1', [id, ref, version]);
  }

  /** Adds what was collected for one environment. */
  async addExported(transaction: Transaction, id: ExecutionPackId, exported: ExportedEnvironment): Promise<void> {
    const { actionResult } = await transaction.findOneOrFail(ExecutionPackEntity, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
    const others = (actionResult?.exported ?? []).filter(
      ({ environmentId }) => environmentId !== exported.environmentId,
    );
    await transaction.update(
      ExecutionPackEntity,
      { id },
      { actionResult: { ...actionResult, exported: [...others, exported] } },
    );
  }

  /** Ids of all vendored packages that an environment is built from. */
  async vendoredInUse(): Promise<string[]> {
    const sql = `SELECT DISTINCT request ->> 'vendored' AS id FROM environment WHERE request ? 'vendored'`;
    return (await rowsOf<{ id: string }>(this.dataSource.manager, sql)).map(({ id }) => id);
  }
}
