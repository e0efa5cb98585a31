import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest } from '@packyard/contracts';
import { KeptContentRepository, NamedContentRepository } from '@packyard/schema';
import { GarbageCollection } from '@packyard/store';
import { createTestDatabase, temporaryFolder, type TestDatabase } from '@packyard/testing';
import { ContentStoreSweeper } from '@packyard/versions';
import { DataSource } from 'typeorm';
import { contentStoreAt } from './support/content-harness';
import { DockerRegistry, dockerRegistryProblem } from './support/docker-registry';

const DAY_MS = 24 * 60 * 60 * 1000;
const problem = dockerRegistryProblem();

(problem === undefined ? describe : describe.skip)('what lies in the content store', () => {
  const folder = temporaryFolder();
  let registry: DockerRegistry;
  let database: TestDatabase;
  let dataSource: DataSource;
  let count = 0;

  beforeAll(async () => {
    registry = await DockerRegistry.start(join(folder, 'registry'));
    database = await createTestDatabase();
    dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await Promise.all([database.drop(), registry.stop()]);
  });
  afterEach(() => jest.restoreAllMocks());

  const store = () => contentStoreAt(registry.host, join(folder, 'home'));
  const named = () => new NamedContentRepository(dataSource);
  const sweeper = () => new ContentStoreSweeper(store(), new KeptContentRepository(dataSource), named());
  /** What was put so many days ago. */
  const put = async (name: string, days: number): Promise<Digest> => {
    const tree = join(folder, `tree-${(count += 1)}`);
    mkdirSync(tree);
    writeFileSync(join(tree, 'pack.yaml'), name);
    const then = Date.now() - days * DAY_MS;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(then);
    const digest = await store().put('pack', tree);
    clock.mockRestore();
    return Digest.parse(digest);
  };
  const swept = async (isRehearsal = false) => {
    const collection = new GarbageCollection(isRehearsal);
    await sweeper().sweep(collection);
    expect(collection.failures).toEqual([]);
    return collection.items.map(({ path }) => path.replace('content-store/', '')).sort();
  };

  it('goes a day after it was put there last, unless a row names it', async () => {
    const names = ['installed', 'archived', 'built', 'under way', 'over', 'unused', 'put again', 'new'];
    const digests: Digest[] = [];
    // One after the other: each turns the clock back.
    for (const name of names) digests.push(await put(name, name === 'new' ? 0 : 3));
    const [installed, archived, built, underWay, over, unused, again, fresh] = digests;
    await put('put again', 0);
    await database.query(
      `WITH made AS (INSERT INTO pack (ref) VALUES ('slack') RETURNING id)
       INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path, content)
       SELECT id, '1.0.0', 'attune', 'sha256:0', '{}', '{}', 'slack/1.0.0-0', $1 FROM made`,
      [installed],
    );
    await database.query(
      `INSERT INTO archived_version (ref, version, digest, storage_path, snapshot)
       VALUES ('slack', '0.9.0', 'sha256:1', 'slack/0.9.0-1', jsonb_build_object('version', jsonb_build_object('content', $1::text)))`,
      [archived],
    );
    await database.query(
      `INSERT INTO environment (runtime, fingerprint, request, content) VALUES ('python', 'x', '{}', $1)`,
      [built],
    );
    for (const [content, status] of [
      [underWay, 'running'],
      [over, 'completed'],
    ])
      await database.query(
        `WITH made AS (INSERT INTO execution (action, parameters, requested_by, status, request_digest, finished_at)
           VALUES ('core.install_packs', '{}', 'ada', $2, 'x', CASE WHEN $2 = 'running' THEN NULL ELSE now() END)
           RETURNING id)
         INSERT INTO execution_pack (execution_id, origin, source_text, source, download_result)
         SELECT id, 'request', 'slack', '{}', jsonb_build_object('content', $1::text) FROM made`,
        [content, status],
      );
    const going = [over, unused].map(String).sort();
    expect(await swept(true)).toEqual(going);
    for (const digest of [over, unused]) expect(await store().has(digest!)).toBe(true);
    expect(await swept()).toEqual(going);
    for (const digest of [over, unused]) expect(await store().has(digest!)).toBe(false);
    for (const digest of [installed, archived, built, underWay, again, fresh])
      expect(await store().has(digest!)).toBe(true);
    expect(await swept()).toEqual([]);
  });

  it.each(['lock', 'vendored'] as const)(
    'stays as a %s that an environment is built from, and goes with that',
    async (kind) => {
      const digest = await put(`named ${kind}`, 30);
      const other = await put(`unused ${kind}`, 30);
      await named().keep(kind, 'python/used', digest);
      await named().keep(kind, 'python/unused', other);
      await dataSource.query(`UPDATE named_content SET put_at = now() - interval '8 days'`);
      await dataSource.query(
        `INSERT INTO environment (runtime, fingerprint, request) VALUES ('python', 'used', '{"vendored": "used"}')`,
      );
      expect(await swept()).toEqual([other]);
      await dataSource.query(`DELETE FROM environment WHERE fingerprint = 'used'`);
      expect(await swept()).toEqual([digest]);
      expect(await named().find(kind, 'python/used')).toBeUndefined();
    },
  );

  it('stays when it has just been named, although nothing is built from it yet', async () => {
    const digest = await put('just named', 30);
    await named().keep('lock', 'given/somewhat', digest);
    expect(await swept()).toEqual([]);
    await dataSource.query('DELETE FROM named_content');
  });

  it('stays when it is put again while it is about to go', async () => {
    const digest = await put('in a hurry', 3);
    const kept = new KeptContentRepository(dataSource);
    jest.spyOn(kept, 'isNamed').mockImplementation(async () => {
      await put('in a hurry', 0);
      return false;
    });
    await new ContentStoreSweeper(store(), kept, named()).sweep(new GarbageCollection(false));
    expect(await store().has(digest)).toBe(true);
  });
});
