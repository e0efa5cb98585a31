import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { ExecutionEntity } from '../entities/execution.entity';
import { ExecutionPackEntity } from '../entities/execution-pack.entity';
import { RegistryEntity } from '../entities/registry.entity';
import { TaskEntity } from '../entities/task.entity';
import { entityRows } from './entity-rows';

describe('rows of an entity', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    await database.query(
      `INSERT INTO execution (action, parameters, status, requested_by, request_digest, result, sealed_index_credentials, finished_at)
       SELECT 'core.install_packs', '{"packs": ["a"]}', 'completed', 'ann', 'digest', '{"b": 1, "a": 2}', 'sealed', now()
       FROM generate_series(1, 2)`,
    );
    await database.query(
      `INSERT INTO execution_pack (execution_id, origin, source_text, source, sealed_url, manifest, error, action_result)
       VALUES (1, 'request', 'a', '{"kind": "registry", "ref": "a"}', 'sealed', '{"b": 1}', '{"code": "X"}', '{"b": 1, "a": 2}')`,
    );
    await database.query(
      `INSERT INTO task (execution_id, stage, share, rank, status, error, finished_at)
       VALUES (1, 'resolve', 'ann', 1, 'failed', '{"code": "X"}', now())`,
    );
    await database.query("INSERT INTO registry (url, position, sealed_headers) VALUES ('https://a', 1, 'sealed')");
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('are what TypeORM finds, without what an entity reads only when it is asked to', async () => {
    const { manager } = dataSource;
    const rows = await entityRows(manager, ExecutionEntity, { rest: 'WHERE id > $1 ORDER BY id', values: [0] });
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(await manager.find(ExecutionEntity, { order: { id: 'ASC' } }));
    expect(rows[0]).not.toHaveProperty('sealedIndexCredentials');
  });

  it.each([
    ['packs', ExecutionPackEntity],
    ['tasks', TaskEntity],
    ['registries', RegistryEntity],
  ])('are the same of %s', async (_name, entity) => {
    const { manager } = dataSource;
    const rows = await entityRows<object>(manager, entity, { rest: 'ORDER BY id', values: [] });
    expect(rows).toHaveLength(1);
    expect(rows).toEqual(await manager.find<object>(entity));
  });
});
