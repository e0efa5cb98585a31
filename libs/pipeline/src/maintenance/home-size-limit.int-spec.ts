import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openContentStore } from '@packyard/content';
import { EvictableContentRepository } from '@packyard/schema';
import { GarbageCollection, EnvironmentStore, HomeLayout, PackStore, VendoredStore } from '@packyard/store';
import { createTestDatabase, temporaryFolder, type TestDatabase } from '@packyard/testing';
import { DataSource } from 'typeorm';
import { HomeSizeLimit } from './home-size-limit';

const HOUR_MS = 60 * 60 * 1000;
const BYTES = 100_000;

describe('a home that is filled from a content store', () => {
  const folder = temporaryFolder();
  const layout = new HomeLayout(join(folder, 'home'));
  let database: TestDatabase;
  let dataSource: DataSource;
  let evictable: EvictableContentRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    evictable = new EvictableContentRepository(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  afterEach(() => jest.restoreAllMocks());

  const bound = (maxBytes: number) => {
    const store = openContentStore({ PACKYARD_CONTENT_STORE: 'oci+http://127.0.0.1:9/never/asked' }, layout.incoming);
    const parts = {
      layout,
      packs: new PackStore(layout),
      environments: new EnvironmentStore(layout),
      vendored: new VendoredStore(layout),
    };
    return new HomeSizeLimit(store, evictable, parts, { maxBytes });
  };
  const keep = async (maxBytes: number) => {
    const collection = new GarbageCollection(false);
    await bound(maxBytes).keep(collection);
    expect(collection.failures).toEqual([]);
    return collection.items.map(({ path }) => path);
  };
  const used = (place: string, hoursAgo: number) => {
    const then = new Date(Date.now() - hoursAgo * HOUR_MS);
    utimesSync(place, then, then);
  };
  const aTree = (place: string, hoursAgo: number) => {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'content'), Buffer.alloc(BYTES));
    used(place, hoursAgo);
  };
  const aVersion = async (ref: string, hoursAgo: number, content: string | null = 'sha256:0') => {
    const path = `${ref}/1.0.0-0`;
    aTree(join(layout.packStore, path), hoursAgo);
    await database.query(
      `WITH made AS (INSERT INTO pack (ref) VALUES ($1) RETURNING id)
       INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path, content)
       SELECT id, '1.0.0', 'attune', 'sha256:0', '{}', '{}', $2, $3 FROM made`,
      [ref, path, content],
    );
    return `store/packs/${path}`;
  };
  const anEnvironment = async (name: string, hoursAgo: number) => {
    const path = `python/${name}/1-1`;
    aTree(join(layout.environmentStore, path), hoursAgo);
    await database.query(
      `INSERT INTO environment (runtime, fingerprint, request, status, path, content)
       VALUES ('python', $1, '{}', 'ready', $2, 'sha256:0')`,
      [name, path],
    );
    return `store/environments/${path}`;
  };
  const anExecution = (ref: string) =>
    database.query(
      `WITH made AS (INSERT INTO execution (action, parameters, requested_by, status, request_digest)
         VALUES ('core.install_packs', '{}', 'ada', 'running', $1) RETURNING id)
       INSERT INTO execution_pack (execution_id, origin, source_text, source, ref)
       SELECT id, 'request', $1, '{}', $1 FROM made`,
      [ref],
    );

  it('lets go of what was not used for longest, until the rest fits', async () => {
    const old = await aVersion('old', 50);
    const older = await anEnvironment('older', 60);
    const recent = await aVersion('recent', 40);
    expect(await keep(10 * BYTES)).toEqual([]);
    expect(await keep(2.5 * BYTES)).toEqual([older]);
    expect(await keep(1.5 * BYTES)).toEqual([old]);
    expect(existsSync(join(layout.home, recent))).toBe(true);
    expect(await keep(0)).toEqual([recent]);
    expect(readdirSync(layout.trash)).toEqual([]);
  });

  it('keeps what can be fetched from nowhere, what an execution is at, and what was used in the last hour', async () => {
    await aVersion('nowhere', 50, null);
    await aVersion('busy', 50);
    await anExecution('busy');
    const inUse = await anEnvironment('in-use', 50);
    await database.query(
      `INSERT INTO execution_pack_environment (execution_pack_id, environment_id)
       SELECT pack.id, environment.id FROM execution_pack pack, environment
       WHERE pack.ref = 'busy' AND environment.fingerprint = 'in-use'`,
    );
    await aVersion('new', 0.5);
    aTree(join(layout.packStore, 'unknown/1.0.0-0'), 50);
    expect(await keep(0)).toEqual([]);
    await database.query(`UPDATE execution SET status = 'completed', finished_at = now()`);
    expect((await keep(0)).sort()).toEqual([inUse, 'store/packs/busy/1.0.0-0']);
  });

  it('gives back what somebody came to use while it was about to go', async () => {
    const wanted = await aVersion('wanted', 50);
    const paths = evictable.paths.bind(evictable);
    jest.spyOn(evictable, 'paths').mockImplementation(() => {
      used(join(layout.home, wanted), 0);
      return paths();
    });
    await keep(0);
    expect(existsSync(join(layout.home, wanted, 'content'))).toBe(true);
  });
});
