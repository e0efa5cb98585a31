import type {
  AnalyzedPackOutput,
  BuiltEnvironmentsOutput,
  DownloadResult,
  EnvironmentId,
  ErrorReport,
  ExecutionId,
  ExecutionPackId,
  PackStatus,
  PreparationResult,
  RegistrationResult,
  Source,
  Stage,
  TestResultOutput,
  PlannedPack,
} from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { ExecutionPackEntity } from '../entities/execution-pack.entity';
import { rowsOf, type Transaction } from '../sql';

export interface NewExecutionPack {
  sourceText: string;
  source: Source;
  ref: string;
  chosenBecause: string;
}

export interface PackMove {
  stage: Stage;
  status: PackStatus;
  error?: ErrorReport;
}

export interface PackResolution {
  id: ExecutionPackId;
  dependsOn: readonly ExecutionPackId[];
  environments: readonly EnvironmentId[];
  chosenBecause: string;
  stage: Stage;
  status: PackStatus;
}

/**
 * What moves a pack of an execution on, or stores what a stage found out about it: by workers under their lease, and by the
 * resolver for all packs of a round. The reconciler's moves are in `pack-move.repository.ts`.
 */
@Injectable()
export class PackProgressRepository {
  /** A pack that joins the execution because another one needs it. */
  async add(transaction: Transaction, executionId: ExecutionId, pack: NewExecutionPack): Promise<void> {
    await transaction.insert(ExecutionPackEntity, {
      executionId,
      origin: 'dependency',
      ...pack,
    });
  }

  /** To be called before several packs of an execution are written: everybody takes them in this order. */
  async lockAll(transaction: Transaction, executionId: ExecutionId): Promise<void> {
    await transaction.query('SELECT FROM execution_pack WHERE execution_id = $1 ORDER BY id FOR NO KEY UPDATE', [
      executionId,
    ]);
  }

  /** Those that wait for an environment are looked at again. */
  async touchWaitingFor(transaction: Transaction, environmentId: EnvironmentId): Promise<void> {
    await transaction.query(
      `UPDATE execution_pack SET is_announced = false, updated_at = now() WHERE id IN (
         SELECT pack.id FROM execution_pack pack JOIN execution_pack_environment link ON link.execution_pack_id = pack.id
         WHERE link.environment_id = $1 AND pack.stage = 'build' AND pack.status IN ('pending', 'running')
         ORDER BY pack.id FOR NO KEY UPDATE OF pack)`,
      [environmentId],
    );
  }

  /** Also forgets the source's credentials, unless the pack may have to be downloaded again. */
  async move(transaction: Transaction, id: ExecutionPackId, move: PackMove): Promise<void> {
    await this.update(transaction, id, move, {});
  }

  /** The name of a pack that failed before its manifest was stored. */
  async setRefIfUnknown(transaction: Transaction, id: ExecutionPackId, ref: string): Promise<void> {
    await transaction.query('UPDATE execution_pack SET ref = $2 WHERE id = $1 AND ref IS NULL', [id, ref]);
  }

  async storeDownload(
    transaction: Transaction,
    id: ExecutionPackId,
    found: {
      downloadResult: DownloadResult;
      ref: string;
      version: string;
      manifest: object;
      deliveredPath?: string;
      next: PackMove;
    },
  ): Promise<void> {
    const actionResult = found.deliveredPath === undefined ? null : { deliveredPath: found.deliveredPath };
    const { downloadResult, ref, version, manifest, next } = found;
    await this.update(transaction, id, next, { downloadResult, ref, version, manifest, actionResult });
  }

  async addWarnings(transaction: Transaction, id: ExecutionPackId, warnings: readonly string[]): Promise<void> {
    await transaction.query(
      `UPDATE execution_pack SET download_result = jsonb_set(download_result, '{warnings}', download_result -> 'warnings' || $2::jsonb)
       WHERE id = $1`,
      [id, JSON.stringify(warnings)],
    );
  }

  /** What resolving decided of each pack: where it goes next, why, and what it waits for. */
  async storeResolutions(transaction: Transaction, resolutions: readonly PackResolution[]): Promise<void> {
    if (resolutions.length === 0) return;
    const rows = JSON.stringify(resolutions);
    await transaction.query(STORE_RESOLUTIONS, [rows]);
    if (resolutions.some(({ dependsOn }) => dependsOn.length > 0)) await transaction.query(STORE_DEPENDENCIES, [rows]);
    if (resolutions.some(({ environments }) => environments.length > 0))
      await transaction.query(STORE_ENVIRONMENTS, [rows]);
  }

  async storeAnalysis(
    transaction: Transaction,
    id: ExecutionPackId,
    found: { analyzed: AnalyzedPackOutput; next: PackMove },
  ): Promise<void> {
    await this.update(transaction, id, found.next, { actionResult: { analyzed: found.analyzed } });
  }

  /** Ends the pack's way with what would be done with it. */
  async storePlanned(
    transaction: Transaction,
    id: ExecutionPackId,
    { planned, chosenBecause }: { planned: PlannedPack; chosenBecause: string },
  ): Promise<void> {
    await this.update(
      transaction,
      id,
      { stage: 'resolve', status: 'completed' },
      { actionResult: { planned }, chosenBecause },
    );
  }

  async storeTest(
    transaction: Transaction,
    id: ExecutionPackId,
    done: { version: string; testResult: TestResultOutput },
  ): Promise<void> {
    const { version, testResult } = done;
    await this.update(transaction, id, COMPLETED, { version, actionResult: { testResult } });
  }

  /** Adds one runtime to what was linked into the pack. */
  async addLinkedEnvironment(
    transaction: Transaction,
    id: ExecutionPackId,
    built: { environments: BuiltEnvironmentsOutput; durationMs: number },
  ): Promise<void> {
    const { actionResult } = await transaction.findOneOrFail(ExecutionPackEntity, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
    const environments = { ...actionResult?.environments, ...built.environments };
    const buildMs = (actionResult?.buildMs ?? 0) + built.durationMs;
    await transaction.update(ExecutionPackEntity, { id }, { actionResult: { environments, buildMs } });
  }

  /** Sends the pack through the download stage again, for another version than the first one. */
  async redownload(
    transaction: Transaction,
    id: ExecutionPackId,
    change: { source: Source; chosenBecause: string },
  ): Promise<void> {
    const next = { stage: 'download', status: 'pending' } as const;
    await this.update(transaction, id, next, { ...change, downloadResult: null, version: null });
  }

  async remove(transaction: Transaction, id: ExecutionPackId): Promise<void> {
    await transaction.delete(ExecutionPackEntity, { id });
  }

  async storeRegistration(
    transaction: Transaction,
    id: ExecutionPackId,
    registrationResult: RegistrationResult,
  ): Promise<void> {
    await this.update(transaction, id, COMPLETED, { registrationResult });
  }

  /** The pack waits for all others of its request. */
  async storePreparation(
    transaction: Transaction,
    id: ExecutionPackId,
    preparationResult: PreparationResult,
  ): Promise<void> {
    await this.update(transaction, id, { stage: 'register', status: 'pending' }, { preparationResult });
  }

  /**
   * The packs that a task works for: its own, all that wait to be resolved, all that wait for its environment, or, for the
   * closing task of an atomic request, all that are prepared. Says the same as `LiveTasks` of the reconciler: see live-tasks.int-spec.ts.
   */
  async idsWorkedForBy(
    transaction: Transaction,
    task: {
      executionId: ExecutionId;
      stage: Stage;
      executionPackId: ExecutionPackId | null;
      environmentId: EnvironmentId | null;
    },
  ): Promise<ExecutionPackId[]> {
    const rows = await rowsOf<{ id: ExecutionPackId }>(
      transaction,
      `SELECT id FROM execution_pack pack
       WHERE execution_id = $1 AND stage = $2 AND status IN ('pending', 'running')
         AND ($2 NOT IN ('download', 'register') OR id = $3 OR ($3::integer IS NULL AND preparation_result IS NOT NULL))
         AND ($2 <> 'build' OR EXISTS (SELECT FROM execution_pack_environment link
               WHERE link.execution_pack_id = pack.id AND link.environment_id = $4)) ORDER BY id`,
      [task.executionId, task.stage, task.executionPackId, task.environmentId],
    );
    return rows.map((row) => row.id);
  }

  /** Stores what a stage found, and where the pack goes from there. */
  private async update(
    transaction: Transaction,
    id: ExecutionPackId,
    { stage, status, error }: PackMove,
    found: Found,
  ): Promise<void> {
    const mustKeepUrl = stage === 'download' && (status === 'pending' || status === 'running');
    const columns = Object.keys(found) as (keyof Found)[];
    const assignments = columns.map((column, index) => `${COLUMN_NAMES[column] ?? column} = $${index + 5}`);
    await transaction.query(
      `UPDATE execution_pack SET stage = $2, status = $3, error = $4, is_announced = false, updated_at = now()
         ${mustKeepUrl ? '' : ', sealed_url = NULL'} ${assignments.map((assignment) => `, ${assignment}`).join('')}
       WHERE id = $1`,
      [id, stage, status, error ?? null, ...columns.map((column) => found[column])],
    );
  }
}

const COLUMN_NAMES: Partial<Record<keyof Found, string>> = {
  chosenBecause: 'chosen_because',
  actionResult: 'action_result',
  downloadResult: 'download_result',
  preparationResult: 'preparation_result',
  registrationResult: 'registration_result',
};

/** Columns that stages fill. */
type Found = Partial<
  Pick<
    ExecutionPackEntity,
    | 'downloadResult'
    | 'ref'
    | 'version'
    | 'manifest'
    | 'actionResult'
    | 'registrationResult'
    | 'preparationResult'
    | 'source'
    | 'chosenBecause'
  >
>;

const COMPLETED = { stage: 'register', status: 'completed' } as const;

const STORE_RESOLUTIONS = `
  UPDATE execution_pack pack SET chosen_because = resolution."chosenBecause", stage = resolution.stage, status = resolution.status, error = NULL,
    is_announced = false, updated_at = now(), sealed_url = NULL
  FROM jsonb_to_recordset($1::jsonb) AS resolution (id integer, "chosenBecause" text, stage text, status text)
  WHERE pack.id = resolution.id AND pack.id = ANY (ARRAY(SELECT (each ->> 'id')::integer FROM jsonb_array_elements($1::jsonb) AS each))`;

const STORE_DEPENDENCIES = `
  INSERT INTO execution_pack_dependency (execution_pack_id, depends_on_id)
  SELECT resolution.id, needed::integer FROM jsonb_to_recordset($1::jsonb) AS resolution (id integer, "dependsOn" jsonb),
    jsonb_array_elements_text(resolution."dependsOn") AS needed`;

const STORE_ENVIRONMENTS = `
  INSERT INTO execution_pack_environment (execution_pack_id, environment_id)
  SELECT resolution.id, environment::integer FROM jsonb_to_recordset($1::jsonb) AS resolution (id integer, environments jsonb),
    jsonb_array_elements_text(resolution.environments) AS environment`;
