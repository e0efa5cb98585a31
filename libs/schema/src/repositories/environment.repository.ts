import type { EnvironmentId, EnvironmentRequest, RuntimeName } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from '../advisory-locks';
import { EnvironmentEntity, type EnvironmentDetails } from '../entities/environment.entity';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

type KnownEnvironment = Pick<EnvironmentEntity, 'id' | 'status' | 'path' | 'content' | 'platform'>;

@Injectable()
export class EnvironmentRepository {
  constructor(private readonly dataSource: DataSource) {}

  find(id: EnvironmentId): Promise<EnvironmentEntity> {
    return this.dataSource.manager.findOneByOrFail(EnvironmentEntity, { id });
  }

  /** The environments that a pack of an execution is to use. */
  async usedBy(executionPackId: number): Promise<EnvironmentEntity[]> {
    return this.dataSource.manager
      .createQueryBuilder(EnvironmentEntity, 'environment')
      .innerJoin('execution_pack_environment', 'link', 'link.environment_id = environment.id')
      .where('link.execution_pack_id = :executionPackId', { executionPackId })
      .orderBy('environment.id')
      .getMany();
  }

  /** The environment with the request's fingerprint, made when nobody asked for it before. */
  async ensure(transaction: Transaction, request: EnvironmentRequest): Promise<KnownEnvironment> {
    const row = await firstRowOf<KnownEnvironment>(
      transaction,
      `INSERT INTO environment (runtime, fingerprint, request)
       SELECT $1, $2, $3::jsonb FROM (SELECT pg_advisory_xact_lock($4)) AS one_plan_at_a_time
       ON CONFLICT ON CONSTRAINT environment_fingerprint_unique DO UPDATE SET request = excluded.request
       RETURNING id, status, path, content, platform`,
      [request.runtime, request.fingerprint, request, ADVISORY_LOCKS.plan],
    );
    if (row === undefined) throw new Error(`Environment ${request.fingerprint} was neither found nor made`);
    return row;
  }

  /** A built environment, by what names it. */
  findReady(runtime: string, fingerprint: string): Promise<EnvironmentEntity | null> {
    const where = { runtime: runtime as RuntimeName, fingerprint, status: 'ready' as const };
    return this.dataSource.manager.findOneBy(EnvironmentEntity, where);
  }

  async markReady(
    transaction: Transaction,
    id: EnvironmentId,
    built: { path: string; details: EnvironmentDetails; artifact: { content: string; platform: string } | null },
  ): Promise<void> {
    await transaction.query(
      `UPDATE environment SET status = 'ready', path = $2, details = $3, built_at = now(), content = $4, platform = $5
       WHERE id = $1`,
      [id, built.path, built.details, built.artifact?.content ?? null, built.artifact?.platform ?? null],
    );
  }

  /** For an environment whose folder has gone: it has to be built again before anyone uses it. */
  async markMissing(transaction: Transaction, id: EnvironmentId): Promise<void> {
    await transaction.query(`UPDATE environment SET status = 'pending' WHERE id = $1`, [id]);
  }

  /** Keeps those that are ready from being removed until the transaction ends. False when one is not ready any more. */
  async lockReady(transaction: Transaction, ids: readonly EnvironmentId[]): Promise<boolean> {
    const sql = `SELECT id FROM environment WHERE id = ANY($1) AND status = 'ready' ORDER BY id FOR SHARE`;
    return (await rowsOf(transaction, sql, [ids])).length === new Set(ids).size;
  }

  async readyPaths(manager: EntityManager = this.dataSource.manager): Promise<string[]> {
    const rows = await rowsOf<{ path: string }>(manager, `SELECT path FROM environment WHERE status = 'ready'`);
    return rows.map((row) => row.path);
  }

  /** `<runtime>/<fingerprint>` of all that are known, built or not. */
  async fingerprints(): Promise<string[]> {
    const sql = `SELECT runtime || '/' || fingerprint AS name FROM environment`;
    return (await rowsOf<{ name: string }>(this.dataSource.manager, sql)).map(({ name }) => name);
  }

  /** SHA-256 of the locks that came with requests and that environments are built from. */
  async requestedLockfiles(): Promise<string[]> {
    const sql = `SELECT DISTINCT request ->> 'locked' AS sha256 FROM environment WHERE request ? 'locked'`;
    return (await rowsOf<{ sha256: string }>(this.dataSource.manager, sql)).map(({ sha256 }) => sha256);
  }

  /** Paths of the folders that running tasks are building in. */
  async pathsBeingBuilt(manager: EntityManager = this.dataSource.manager): Promise<string[]> {
    const rows = await rowsOf<{ path: string }>(
      manager,
      `SELECT environment.runtime || '/' || environment.fingerprint || '/' || task.id || '-' || task.job_number AS path
       FROM task JOIN environment ON environment.id = task.environment_id WHERE task.status = 'running'`,
    );
    return rows.map((row) => row.path);
  }
}
