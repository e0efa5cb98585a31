import { createHash } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GarbageCollection, VendoredStore } from '@packyard/store';
import { temporaryFolder } from '@packyard/testing';
import { VersionFixture } from '../testing/version-fixture';
import { VendoredSweeper } from './vendored-sweeper';

const fixture = new VersionFixture();
const DAY_MS = 24 * 60 * 60 * 1000;

describe('vendored packages', () => {
  const folder = temporaryFolder();

  async function put(name: string): Promise<string> {
    const lockFile = join(folder, name);
    writeFileSync(lockFile, name);
    const lock = createHash('sha256').update(name).digest('hex');
    const packages = { runtime: 'python' as const, runtimeVersion: '3.11.5', platform: 'linux-x64', lock, files: [] };
    return fixture.get(VendoredStore).put(packages, { lockFile, pathOf: () => '' });
  }

  it('go a day after they were collected, unless an environment is built from them', async () => {
    const store = fixture.get(VendoredStore);
    const [used, unused, fresh] = [await put('used'), await put('unused'), await put('fresh')];
    const request = { runtime: 'python', vendored: used };
    await fixture.database.query(
      `INSERT INTO environment (runtime, fingerprint, request) VALUES ('python', 'x', '${JSON.stringify(request)}')`,
    );
    const old = new Date(Date.now() - 2 * DAY_MS);
    for (const { id, path } of await store.list()) if (id !== fresh) utimesSync(path, old, old);
    const sweeper = fixture.get(VendoredSweeper);
    const rehearsal = new GarbageCollection(true);
    await sweeper.sweep(rehearsal);
    expect([...(await sweeper.kept()).keys()].sort()).toEqual(
      [used, fresh].map((id) => `store/vendored/python/${id}`).sort(),
    );
    const collection = new GarbageCollection(false);
    await sweeper.sweep(collection);
    expect(collection.items.map(({ path }) => path)).toEqual([`store/vendored/python/${unused}`]);
    expect(rehearsal.items.map(({ path }) => path)).toEqual(collection.items.map(({ path }) => path));
    expect((await store.list()).map(({ id }) => id).sort()).toEqual([used, fresh].sort());
    // What is put there again counts as new.
    await put('used');
    expect((await store.list()).every(({ putAt }) => Date.now() - putAt < DAY_MS)).toBe(true);
  });
});
