import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource, MigrationInterface } from 'typeorm';
import { createDataSource } from '../data-source';
import { NamePackSources1796002870000 } from './1796002870000-NamePackSources';
import { NameStageResults1796002910000 } from './1796002910000-NameStageResults';

describe('a pack that was registered before its columns had other names', () => {
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
  const migrate = (direction: 'up' | 'down') => run(new NamePackSources1796002870000(), direction);
  const registered = async () => {
    const rows = await database.query<{ text: string }>(
      'SELECT registered::text AS text FROM execution_pack ORDER BY id',
    );
    return rows.map(({ text }) => text);
  };

  it('says where it is reached when its execution ends after that, and says it in the former way again', async () => {
    await migrate('down');
    const before = JSON.stringify({
      packId: 1,
      storagePath: '/packs/a',
      validationErrors: ['"storagePath": is wrong'],
    });
    await database.query(
      `WITH made AS (
         INSERT INTO execution (action, parameters, requested_by, status, request_digest, finished_at)
         VALUES ('core.install_packs', '{}', 'ada', 'running', '', NULL), ('core.install_packs', '{}', 'ada', 'completed', '', now())
         RETURNING id)
       INSERT INTO execution_pack (execution_id, origin, description, source, is_event_sent, registered)
       SELECT id, 'request', 'https://h.example/a', '{}', true, $1::json FROM made ORDER BY id`,
      [before],
    );
    await migrate('up');
    expect(await registered()).toEqual([before.replace('"storagePath":', '"reachedAt":'), before]);
    const [row] = await database.query('SELECT source_text, is_announced FROM execution_pack LIMIT 1');
    expect(row).toEqual({ source_text: 'https://h.example/a', is_announced: true });
    await migrate('down');
    expect(await registered()).toEqual([before, before]);
  });
});
