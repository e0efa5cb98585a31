import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource, MigrationInterface } from 'typeorm';
import { createDataSource } from '../data-source';
import { NameActionResults1796002880000 } from './1796002880000-NameActionResults';
import { NameStageResults1796002910000 } from './1796002910000-NameStageResults';

describe('what an action found out before its column had another name', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    await run(new NameStageResults1796002910000(), 'down');
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const run = async (migration: MigrationInterface, direction: 'up' | 'down') => {
    const runner = dataSource.createQueryRunner();
    await migration[direction](runner).finally(() => runner.release());
  };
  const migrate = (direction: 'up' | 'down') => run(new NameActionResults1796002880000(), direction);

  it('is there afterwards, with the limits of the token and the path of what is registered, and in the former way again', async () => {
    await migrate('down');
    await database.query(
      `WITH made AS (
         INSERT INTO execution (action, parameters, requested_by, status, request_digest, limits)
         VALUES ('core.install_packs', '{}', 'ada', 'running', '', '[{"packs": ["a"]}]') RETURNING id)
       INSERT INTO execution_pack (execution_id, origin, source_text, source, output, registered)
       SELECT id, 'request', 'https://h.example/a', '{}', '{"buildMs":1}', '{"packId":1,"reachedAt":"/packs/a"}' FROM made`,
    );
    await migrate('up');
    const [row] = await database.query(
      `SELECT token_limits, action_result, registered FROM execution_pack pack JOIN execution ON execution.id = execution_id`,
    );
    expect(row).toEqual({
      token_limits: [{ packs: ['a'] }],
      action_result: { buildMs: 1 },
      registered: { packId: 1, reachablePath: '/packs/a' },
    });
    await migrate('down');
    const [former] = await database.query(
      `SELECT limits, output, registered FROM execution_pack pack JOIN execution ON execution.id = execution_id`,
    );
    expect(former).toEqual({
      limits: [{ packs: ['a'] }],
      output: { buildMs: 1 },
      registered: { packId: 1, reachedAt: '/packs/a' },
    });
  });
});
