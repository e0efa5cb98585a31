import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { InstalledPageRepository } from './installed-page.repository';

describe('a page of the installed packs', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    for (const ref of ['two', 'three', 'empty', 'one'])
      await database.query('INSERT INTO pack (ref) VALUES ($1)', [ref]);
    for (const version of ['1.0.0', '2.0.0', '1.5.0'])
      await database.query(
        `INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path)
         SELECT id, $1, 'attune', 'sha256:x', '{}', '{}', ref || $1 FROM pack WHERE ref <> 'empty'`,
        [version],
      );
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function page(limit: number, offset: number) {
    const { versions, totalPacks } = await new InstalledPageRepository(dataSource).read(limit, offset);
    return { totalPacks, versions: versions.map(({ ref, version }) => `${ref} ${version}`) };
  }

  it('has all versions of so many packs, by name and oldest first, and none of any other', async () => {
    expect(await page(1, 0)).toEqual({ totalPacks: 3, versions: ['one 1.0.0', 'one 2.0.0', 'one 1.5.0'] });
    expect(await page(1, 2)).toMatchObject({ versions: ['two 1.0.0', 'two 2.0.0', 'two 1.5.0'] });
    expect((await page(2, 1)).versions.map((each) => each.split(' ')[0])).toEqual([
      ...['three', 'three', 'three'],
      ...['two', 'two', 'two'],
    ]);
  });

  it('says how many packs there are also where it is empty', async () => {
    expect(await page(50, 50)).toEqual({ totalPacks: 3, versions: [] });
  });
});
