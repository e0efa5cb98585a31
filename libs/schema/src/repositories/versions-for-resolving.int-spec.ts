import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { PackRepository } from './pack.repository';

describe('the installed versions that resolving has to know', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
  });
  beforeEach(async () => {
    await database.query('TRUNCATE pack CASCADE');
    for (const ref of ['one', 'two', 'three']) await install(ref, {});
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function install(ref: string, manifest: object, needs: string[] = []): Promise<void> {
    await database.query(
      `WITH named AS (INSERT INTO pack (ref) VALUES ($1) RETURNING id),
       added AS (
         INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path)
         SELECT id, '1.0.0', 'attune', 'sha256:x', $2, '{}', $1 FROM named RETURNING id)
       INSERT INTO pack_version_dependency (pack_version_id, ref, range) SELECT id, unnest($3::text[]), '*' FROM added`,
      [ref, manifest, needs],
    );
  }

  const known = async (alone?: string[]) =>
    (await new PackRepository(dataSource).listVersionsForResolving(alone)).map(({ ref }) => ref);

  it('are all of them', async () => {
    expect(await known()).toEqual(['one', 'three', 'two']);
  });

  it('are its own, for a pack that no other one has to do with', async () => {
    expect(await known(['two', 'new'])).toEqual(['two']);
    await install('four', { conflicts: [] }, ['one']);
    expect(await known(['two'])).toEqual(['two']);
  });

  it('are all of them where another one needs it, or excludes any pack', async () => {
    await install('four', {}, ['two']);
    expect(await known(['two'])).toEqual(['four', 'one', 'three', 'two']);
    await database.query("DELETE FROM pack WHERE ref = 'four'");
    await install('five', { conflicts: [{ ref: 'new', range: '*' }] });
    expect(await known(['new'])).toEqual(['five', 'one', 'three', 'two']);
  });
});
