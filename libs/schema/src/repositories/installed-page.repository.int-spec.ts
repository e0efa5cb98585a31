import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { InstalledPageRepository, type ShownPack } from './installed-page.repository';

const VERSIONS = ['1.0.0', '2.0.0', '1.5.0'];

describe('the list of installed packs', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let pages: InstalledPageRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    pages = new InstalledPageRepository(dataSource);
    for (const ref of ['two', 'three', 'empty', 'one'])
      await database.query('INSERT INTO pack (ref) VALUES ($1)', [ref]);
    for (const version of VERSIONS)
      await database.query(
        `INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path)
         SELECT id, $1, 'attune', 'sha256:x', json_build_object('label', initcap(ref) || ' ' || $1, 'description', null,
           'keywords', json_build_array(ref)), '{}', ref || $1 FROM pack WHERE ref <> 'empty'`,
        [version],
      );
    await database.query(
      `UPDATE pack SET enabled_version_id = version.id FROM pack_version version
       WHERE version.pack_id = pack.id AND ref = 'two' AND version.version = '1.0.0'`,
    );
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const brief = ({ ref, version, isEnabled }: ShownPack) => `${ref} ${version}${isEnabled ? ' enabled' : ''}`;
  async function page(limit: number, offset: number) {
    const { packs, total } = await pages.read(limit, offset);
    return { total, packs: packs.map(brief) };
  }

  it('has so many packs by name, each with its enabled version, or the last that was installed', async () => {
    expect(await page(2, 0)).toEqual({ total: 3, packs: ['one 1.5.0', 'three 1.5.0'] });
    expect(await page(2, 2)).toEqual({ total: 3, packs: ['two 1.0.0 enabled'] });
  });

  it('names all versions of each', async () => {
    const { packs } = await pages.read(3, 0);
    expect(packs.map(({ versions }) => versions)).toEqual([VERSIONS, VERSIONS, VERSIONS]);
  });

  it('says how many packs there are also where it is empty', async () => {
    expect(await page(50, 50)).toEqual({ total: 3, packs: [] });
  });

  it('has of each pack what it may be found by', async () => {
    const found = await pages.listSearched();
    expect(found.map(({ ref, label, description, tags }) => [ref, label, description, tags])).toEqual([
      ['one', 'One 1.5.0', null, ['one']],
      ['three', 'Three 1.5.0', null, ['three']],
      ['two', 'Two 1.0.0', null, ['two']],
    ]);
    const ids = [...found.map(({ packId }) => packId).slice(1), 999_999];
    expect((await pages.listShown(ids.toReversed())).map(brief)).toEqual(['three 1.5.0', 'two 1.0.0 enabled']);
    expect(await pages.listShown([])).toEqual([]);
  });

  it('finds one by its name', async () => {
    expect(await pages.find('two')).toMatchObject({ version: '1.0.0', isEnabled: true, versions: VERSIONS });
    expect(await pages.find('empty')).toBeUndefined();
    expect(await pages.find('nothing')).toBeUndefined();
  });

  it('tells by a short text whether anything has changed of the versions of one', async () => {
    const states = [await pages.stateOfVersions('three')];
    for (const change of [
      `UPDATE pack_version SET note = 'disabled' WHERE storage_path = 'three1.0.0'`,
      `UPDATE pack SET enabled_version_id = (SELECT id FROM pack_version WHERE storage_path = 'three1.0.0') WHERE ref = 'three'`,
      `UPDATE pack SET enabled_version_id = NULL WHERE ref = 'three'`,
      `DELETE FROM pack_version WHERE storage_path = 'three2.0.0'`,
    ]) {
      expect(await pages.stateOfVersions('three')).toBe(states.at(-1));
      await database.query(change);
      states.push(await pages.stateOfVersions('three'));
    }
    // The third and the second are alike: what was enabled is not any more.
    expect([new Set(states).size, states[3]]).toEqual([4, states[1]]);
    expect(await pages.stateOfVersions('nothing')).toBe('');
  });
});
