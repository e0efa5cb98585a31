import { createTestDatabase, temporaryFolder, type TestDatabase } from '@packyard/testing';
import type { DatabaseDump } from './database-dump';
import { dumpDatabase } from './dump-database';
import { loadDatabase } from './load-database';

const REGISTRIES = 'SELECT url FROM registry';

describe('the rows of a database', () => {
  const folder = temporaryFolder();
  let former: TestDatabase;
  let empty: TestDatabase;
  let dump: DatabaseDump;

  beforeAll(async () => {
    [former, empty] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await former.query(`INSERT INTO registry (url, position) VALUES ('https://packs.example.org/index.json', 0)`);
    dump = await dumpDatabase(former.url, folder);
    await empty.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  });
  afterAll(() => Promise.all([former.drop(), empty.drop()]));

  it('are refused by a version that does not know one of its migrations, which makes no table then', async () => {
    const newer = { ...dump, migrations: [...dump.migrations, 'FromTheFuture9999999999999'] };
    await expect(loadDatabase(empty.url, folder, newer)).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: expect.stringMatching(/does not know FromTheFuture9999999999999/),
      hint: expect.stringMatching(/^Start the version that the database was migrated for, or restore a backup/),
    });
    const tables = `SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'`;
    expect(await empty.query(tables)).toEqual([]);
  });

  it('are there again in an empty database', async () => {
    await loadDatabase(empty.url, folder, dump);
    expect(await empty.query(REGISTRIES)).toEqual(await former.query(REGISTRIES));
    expect(await empty.query(REGISTRIES)).toHaveLength(1);
  });
});
