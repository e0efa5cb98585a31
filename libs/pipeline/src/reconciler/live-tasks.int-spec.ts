import type { ExecutionId } from '@packyard/contracts';
import { PackProgressRepository, SnapshotRepository, type TaskSnapshot } from '@packyard/schema';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import { DataSource } from 'typeorm';
import { LiveTasks } from './live-tasks';

// Each stage and status, prepared or not, with either of two environments, both, or none.
const WORLD = `
  WITH execution AS (
    INSERT INTO execution (action, parameters, status, requested_by, request_digest)
    VALUES ('core.install_packs', '{}', 'running', 'ada', 'x') RETURNING id),
  environment AS (
    INSERT INTO environment (runtime, fingerprint, request, status)
    VALUES ('python', 'a', '{}', 'pending'), ('nodejs', 'b', '{}', 'pending') RETURNING id, fingerprint),
  pack AS (
    INSERT INTO execution_pack (execution_id, origin, source_text, source, stage, status, preparation_result)
    SELECT execution.id, 'request', links, '{}', stage, status, CASE WHEN is_prepared THEN '{}'::jsonb END
    FROM execution, unnest('{download,resolve,build,register}'::text[]) stage,
      unnest('{pending,running,completed,failed}'::text[]) status, unnest('{f,t}'::boolean[]) is_prepared,
      unnest('{none,a,b,ab}'::text[]) links
    RETURNING id, source_text),
  link AS (
    INSERT INTO execution_pack_environment (execution_pack_id, environment_id)
    SELECT pack.id, environment.id FROM pack JOIN environment ON strpos(pack.source_text, fingerprint) > 0)
  SELECT id FROM execution`;

describe('the packs that a task works for', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource({ type: 'postgres', url: database.url, entities: [] }).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('are the same for the reconciler as for the worker that ends the task', async () => {
    const [execution] = await database.query<{ id: ExecutionId }>(WORLD);
    const executionId = execution!.id;
    const [all, packsOf] = [new SnapshotRepository(), new PackProgressRepository()];
    const { packs, environments } = await all.read(dataSource.manager, executionId);
    expect([packs.length, environments.length]).toEqual([4 * 2 * 2 * 4, 2]);
    const tasks: Pick<TaskSnapshot, 'stage' | 'executionPackId' | 'environmentId'>[] = [
      ...packs.map(({ id }) => ({ stage: 'download' as const, executionPackId: id, environmentId: null })),
      ...packs.map(({ id }) => ({ stage: 'register' as const, executionPackId: id, environmentId: null })),
      ...environments.map(({ id }) => ({ stage: 'build' as const, executionPackId: packs[0]!.id, environmentId: id })),
      { stage: 'resolve', executionPackId: null, environmentId: null },
      { stage: 'register', executionPackId: null, environmentId: null },
    ];
    let workedFor = 0;
    for (const task of tasks) {
      const live = new LiveTasks([{ ...task, status: 'running', error: null }]);
      const seen = packs.filter((pack) => live.isRunningFor(pack)).map(({ id }) => id);
      const ids = await packsOf.idsWorkedForBy(dataSource.manager, { ...task, executionId });
      expect([task, ids.toSorted()]).toEqual([task, seen.toSorted()]);
      workedFor += ids.length;
    }
    // Each pack at download and at register by its own task; those of either environment, at resolve, and those prepared.
    expect(workedFor).toBe(16 + 16 + 8 + 8 + 16 + 8);
  });
});
