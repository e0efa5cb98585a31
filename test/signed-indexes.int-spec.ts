import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { HttpClient, NetworkPolicy } from '@packyard/network';
import { RegistryRepository, TrustRepository } from '@packyard/schema';
import { buildIndex, IndexReader, IndexTrust, TrustReader } from '@packyard/registry';
import { generateKey, prehash, sign } from '@packyard/signatures';
import { aPack, createTestDatabase, temporaryFolder, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../libs/schema/src/data-source';

const HOUR_MS = 3600 * 1000;

describe('the signed index of a registry', () => {
  const folder = temporaryFolder();
  const key = generateKey();
  const now = Date.now();
  let count = 0;
  let database: TestDatabase;
  let dataSource: DataSource;
  let trust: IndexTrust;
  let url: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    const rows = new TrustRepository(dataSource);
    await dataSource.transaction(async (transaction) => {
      const { id, text } = key.publicKey;
      await rows.addKey(transaction, { id, name: 'Ada', publicKey: text, addedBy: 'root', endorsedBy: null }, false);
      await rows.setPolicy(transaction, { appliesTo: 'registry', pattern: '*', mode: 'require', keys: null });
    });
    trust = new IndexTrust(reader(), new TrustReader(rows), rows);
    aPack('slack').writeTo(join(folder, 'packs/slack'));
  });
  beforeEach(() => {
    url = join(folder, `public-${(count += 1)}`, 'index.json');
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('is not that of another registry, which the same key has signed', async () => {
    expect(await shown({ name: 'Production' })).toBe('valid');
    await expect(shown({ name: 'Staging', hours: 2 })).rejects.toMatchObject({
      code: 'SIGNATURE_REFUSED',
      message: expect.stringContaining('it is of the registry "Staging", and "Production" was seen there before'),
      hint: expect.stringContaining('packyard registry add'),
    });
    // The number of the other one moves that of the genuine one no further.
    expect(await shown({ name: 'Production', hours: 1 })).toBe('valid');
    await expect(shown({ name: 'Production' })).rejects.toThrow(/its serial is \d+, and \d+ was seen before/);
  });

  it('is not that of one with the same name that says it is published elsewhere', async () => {
    expect(await shown({ baseUrl: 'https://packs.example.org' })).toBe('valid');
    await expect(shown({ baseUrl: 'https://staging.example.org', hours: 1 })).rejects.toMatchObject({
      message: expect.stringContaining('"Packs" of https://staging.example.org/index.json'),
    });
  });

  it('may get another name when an administrator adds the registry anew, and is no older one then', async () => {
    expect(await shown({ name: 'Former', hours: 1 })).toBe('valid');
    await addRegistry();
    await expect(shown({ name: 'Present' })).rejects.toThrow(/its serial is/);
    expect(await shown({ name: 'Present', hours: 2 })).toBe('valid');
    await expect(shown({ name: 'Former', hours: 3 })).rejects.toThrow(/"Present" was seen there before/);
  });

  it('is of one registry when two are seen first at the same time', async () => {
    const rows = new TrustRepository(dataSource);
    const names = Array.from({ length: 8 }, (_, index) => `registry-${index}`);
    const known = await Promise.all(names.map((registry) => rows.noteIndex(url, { registry, serial: 1 })));
    expect(new Set(known.map(({ registry }) => registry)).size).toBe(1);
  });

  it('is warned of when it is built without a name and a place', async () => {
    const nameless = expect.stringContaining('does not say which registry it is of');
    expect((await built({})).warnings).toEqual([nameless]);
    expect((await built({ name: 'Production' })).warnings).toEqual([]);
    expect((await built({ baseUrl: 'https://packs.example.org' })).warnings).toEqual([]);
  });

  interface Given {
    name?: string;
    baseUrl?: string;
    hours?: number;
  }

  function built({ hours = 0, ...given }: Given) {
    const outFolder = join(url, '..');
    mkdirSync(outFolder, { recursive: true });
    const options = { outFolder, now: new Date(now + hours * HOUR_MS), expiresAfterDays: 30, ...given };
    return buildIndex(join(folder, 'packs'), options);
  }

  /** What becomes of an index of that kind at the address. */
  async function shown(given: Given): Promise<string | undefined> {
    const { index } = await built(given);
    writeFileSync(url, JSON.stringify(index));
    writeFileSync(`${url}.minisig`, sign(key, prehash(readFileSync(url)), 'test'));
    const options = { verifySsl: true, signal: AbortSignal.timeout(60_000) };
    return (await trust.read({ url, headers: {} }, options)).signature?.status;
  }

  function addRegistry() {
    const row = { name: null, url, enabled: true, sealedHeaders: null };
    return dataSource.transaction((transaction) => new RegistryRepository(dataSource).add(transaction, row));
  }

  function reader(): IndexReader {
    const http = new HttpClient(
      new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'false' }),
      LimitsConfig.parse({}),
    );
    const config = { ...LimitsConfig.parse({}), PACKYARD_REGISTRIES: [], PACKYARD_REGISTRY_TTL_SECONDS: 0 };
    return new IndexReader(config, http, { resolve: (path) => Promise.resolve(path) });
  }
});
