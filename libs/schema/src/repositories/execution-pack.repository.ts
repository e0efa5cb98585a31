import type {
  AnalyzedPackOutput,
  BuiltEnvironmentsOutput,
  DownloadedPack,
  EnvironmentId,
  ErrorReport,
  ExecutionId,
  ExecutionPackId,
  PackStatus,
  RegisteredPack,
  Source,
  Stage,
  TestResultOutput,
} from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExecutionPackEntity } from '../entities/execution-pack.entity';
import { LIVE, rowsOf, type Transaction } from '../sql';
import { ExecutionRepository } from './execution.repository';

export interface NewExecutionPack {
  origin: 'request' | 'dependency';
  description: string;
  source: Source;
  sealedUrl?: Buffer;
  ref?: string;
  chosen?: string;
  stage?: Stage;
}

export interface PackMove {
  stage: Stage;
  status: PackStatus;
  error?: ErrorReport;
}

export interface PlannedPack {
  dependsOn: readonly ExecutionPackId[];
  environments: readonly EnvironmentId[];
  chosen: string;
  next: PackMove;
}

@Injectable()
export class ExecutionPackRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly executions: ExecutionRepository,
  ) {}

  find(id: ExecutionPackId): Promise<ExecutionPackEntity> {
    return this.dataSource.manager.findOneByOrFail(ExecutionPackEntity, { id });
  }

  listOf(executionId: ExecutionId): Promise<ExecutionPackEntity[]> {
    return this.listIn(this.dataSource.manager, executionId);
  }

  /** As the transaction itself sees them. */
  listIn(transaction: Transaction, executionId: ExecutionId): Promise<ExecutionPackEntity[]> {
    return transaction.find(ExecutionPackEntity, { where: { executionId }, order: { id: 'ASC' } });
  }

  /** Names of the packs of an execution that are known and have not ended. */
  async refsUnderWay(transaction: Transaction, executionId: ExecutionId): Promise<string[]> {
    const rows = await rowsOf<{ ref: string }>(
      transaction,
      `SELECT ref FROM execution_pack
       WHERE execution_id = $1 AND ref IS NOT NULL AND status IN ('pending', 'running')`,
      [executionId],
    );
    return rows.map(({ ref }) => ref);
  }

  /** What packs of executions that have not ended were downloaded as: it may lie in the store before it has a row there. */
  contentUnderWay(transaction: Transaction): Promise<{ ref: string; version: string; digest: string }[]> {
    return rowsOf(
      transaction,
      `SELECT pack.ref, pack.version, pack.downloaded ->> 'digest' AS digest FROM execution_pack pack
       JOIN execution ON execution.id = pack.execution_id WHERE execution.status IN ${LIVE}
       AND pack.ref IS NOT NULL AND pack.version IS NOT NULL AND pack.downloaded IS NOT NULL`,
    );
  }

  /** Which environments each pack of the execution is planned to use. */
  async environmentsOf(executionId: ExecutionId): Promise<Map<ExecutionPackId, EnvironmentId[]>> {
    const rows = await rowsOf<{ id: ExecutionPackId; environments: EnvironmentId[] }>(
      this.dataSource.manager,
      `SELECT pack.id, array_agg(link.environment_id) AS environments FROM execution_pack pack
       JOIN execution_pack_environment link ON link.pack_id = pack.id WHERE pack.execution_id = $1 GROUP BY pack.id`,
      [executionId],
    );
    return new Map(rows.map((row) => [row.id, row.environments]));
  }

  /** The encrypted URL with credentials; only the download stage asks for it. */
  async sealedUrlOf(id: ExecutionPackId): Promise<Buffer | null> {
    const pack = await this.dataSource.manager.findOneOrFail(ExecutionPackEntity, {
      where: { id },
      select: { id: true, sealedUrl: true },
    });
    return pack.sealedUrl;
  }

  async add(transaction: Transaction, executionId: ExecutionId, pack: NewExecutionPack): Promise<ExecutionPackId> {
    const { identifiers } = await transaction.insert(ExecutionPackEntity, {
      executionId,
      origin: pack.origin,
      description: pack.description,
      source: pack.source,
      sealedUrl: pack.sealedUrl ?? null,
      ref: pack.ref ?? null,
      chosen: pack.chosen ?? null,
      stage: pack.stage ?? 'download',
    });
    const { id } = identifiers[0] as { id: ExecutionPackId };
    await this.tell(transaction, id);
    return id;
  }

  /** Also forgets the source's credentials, unless the pack may have to be downloaded again. */
  async move(transaction: Transaction, id: ExecutionPackId, move: PackMove): Promise<void> {
    const mustKeepUrl = move.stage === 'download' && ['pending', 'running'].includes(move.status);
    await transaction.update(
      ExecutionPackEntity,
      { id },
      {
        stage: move.stage,
        status: move.status,
        error: move.error ?? null,
        updatedAt: () => 'now()',
        ...(mustKeepUrl ? {} : { sealedUrl: null }),
      },
    );
    await this.tell(transaction, id);
  }

  async storeDownload(
    transaction: Transaction,
    id: ExecutionPackId,
    found: {
      downloaded: DownloadedPack;
      ref: string;
      version: string;
      manifest: object;
      deliveredPath?: string;
      next: PackMove;
    },
  ): Promise<void> {
    const output = found.deliveredPath === undefined ? null : { deliveredPath: found.deliveredPath };
    await transaction.query(
      'UPDATE execution_pack SET downloaded = $2, ref = $3, version = $4, manifest = $5, output = $6 WHERE id = $1',
      [id, found.downloaded, found.ref, found.version, found.manifest, output],
    );
    await this.move(transaction, id, found.next);
  }

  async addWarnings(transaction: Transaction, id: ExecutionPackId, warnings: readonly string[]): Promise<void> {
    await transaction.query(
      `UPDATE execution_pack SET downloaded = jsonb_set(downloaded, '{warnings}', downloaded -> 'warnings' || $2::jsonb)
       WHERE id = $1`,
      [id, JSON.stringify(warnings)],
    );
  }

  async storeAnalysis(
    transaction: Transaction,
    id: ExecutionPackId,
    found: { analyzed: AnalyzedPackOutput; next: PackMove },
  ): Promise<void> {
    await transaction.query('UPDATE execution_pack SET output = $2 WHERE id = $1', [id, { analyzed: found.analyzed }]);
    await this.move(transaction, id, found.next);
  }

  async storeTest(
    transaction: Transaction,
    id: ExecutionPackId,
    done: { version: string; testResult: TestResultOutput },
  ): Promise<void> {
    await transaction.update(
      ExecutionPackEntity,
      { id },
      { version: done.version, output: { testResult: done.testResult } },
    );
    await this.move(transaction, id, { stage: 'register', status: 'completed' });
  }

  /** Adds one runtime to what was linked into the pack; the lock on the execution keeps others from doing so meanwhile. */
  async addEnvironment(
    transaction: Transaction,
    id: ExecutionPackId,
    built: { environments: BuiltEnvironmentsOutput; durationMs: number },
  ): Promise<void> {
    const { output } = await transaction.findOneByOrFail(ExecutionPackEntity, { id });
    await transaction.update(
      ExecutionPackEntity,
      { id },
      {
        output: {
          environments: { ...output?.environments, ...built.environments },
          buildMs: (output?.buildMs ?? 0) + built.durationMs,
        },
      },
    );
  }

  /** Sends the pack through the download stage again, for another version than the first one. */
  async redownload(
    transaction: Transaction,
    id: ExecutionPackId,
    change: { source: Source; chosen: string },
  ): Promise<void> {
    await transaction.update(ExecutionPackEntity, { id }, { ...change, downloaded: null, version: null });
    await this.move(transaction, id, { stage: 'download', status: 'pending' });
  }

  async storePlan(transaction: Transaction, id: ExecutionPackId, plan: PlannedPack): Promise<void> {
    await transaction.update(ExecutionPackEntity, { id }, { chosen: plan.chosen });
    await transaction.query(
      'INSERT INTO execution_pack_dependency (pack_id, depends_on_id) SELECT $1, unnest($2::integer[])',
      [id, plan.dependsOn],
    );
    await transaction.query(
      'INSERT INTO execution_pack_environment (pack_id, environment_id) SELECT $1, unnest($2::integer[])',
      [id, plan.environments],
    );
    await this.move(transaction, id, plan.next);
  }

  async remove(transaction: Transaction, id: ExecutionPackId): Promise<void> {
    await transaction.delete(ExecutionPackEntity, { id });
  }

  async storeRegistration(transaction: Transaction, id: ExecutionPackId, registered: RegisteredPack): Promise<void> {
    await transaction.update(ExecutionPackEntity, { id }, { registered });
    await this.move(transaction, id, { stage: 'register', status: 'completed' });
  }

  /** The packs that a task works for: its own, all that wait to be resolved, or all that wait for its environment. */
  async idsServedBy(
    transaction: Transaction,
    task: {
      executionId: ExecutionId;
      stage: Stage;
      packId: ExecutionPackId | null;
      environmentId: EnvironmentId | null;
    },
  ): Promise<ExecutionPackId[]> {
    const rows = await rowsOf<{ id: ExecutionPackId }>(
      transaction,
      `SELECT id FROM execution_pack pack
       WHERE execution_id = $1 AND stage = $2 AND status IN ('pending', 'running')
         AND ($2 NOT IN ('download', 'register') OR id = $3)
         AND ($2 <> 'build' OR EXISTS (SELECT FROM execution_pack_environment link
               WHERE link.pack_id = pack.id AND link.environment_id = $4)) ORDER BY id`,
      [task.executionId, task.stage, task.packId, task.environmentId],
    );
    return rows.map((row) => row.id);
  }

  private async tell(transaction: Transaction, id: ExecutionPackId): Promise<void> {
    const pack = await transaction.findOneByOrFail(ExecutionPackEntity, { id });
    await this.executions.appendEvent(transaction, pack.executionId, {
      type: 'pack',
      pack: {
        id: pack.id,
        source: pack.description,
        ref: pack.ref,
        version: pack.version,
        stage: pack.stage,
        status: pack.status,
        error: pack.error,
      },
    });
  }
}
