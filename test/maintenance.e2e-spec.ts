import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { CollectionView, UsageView } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const fixture = new TestFixture();
const UPGRADES = 20;
const KEPT_GENERATIONS = 3;
let service: Service;

const home = (...parts: string[]) => fixture.path('home', ...parts);
const usage = async () =>
  ((await (await service.request('/api/v1/maintenance/usage')).json()) as { data: UsageView }).data;
const collect = async (isRehearsal: boolean) => {
  const response = await service.request('/api/v1/maintenance/collect', { body: { dry_run: isRehearsal } });
  return ((await response.json()) as { data: CollectionView }).data;
};

/** All files, folders and links in the home, by their paths. */
function onDisk(): Map<string, { inode: number; bytes: number }> {
  // Without types it would follow links.
  const entries = readdirSync(home(), { recursive: true, withFileTypes: true });
  return new Map(
    entries.map(({ parentPath, name }) => {
      const { ino: inode, size: bytes } = lstatSync(join(parentPath, name));
      return [relative(home(), join(parentPath, name)), { inode, bytes }];
    }),
  );
}

/** Of what has no name any more: files may have several. */
function bytesGone(before: ReturnType<typeof onDisk>, after: ReturnType<typeof onDisk>): number {
  const left = new Set([...after.values()].map(({ inode }) => inode));
  const gone = new Map([...before.values()].map(({ inode, bytes }) => [inode, bytes]));
  return [...gone].reduce((sum, [inode, bytes]) => sum + (left.has(inode) ? 0 : bytes), 0);
}

/** With an environment of its own. */
function version(ref: string, number: number): string {
  const dependencies = { local: 'file:./local' };
  return aPack(ref)
    .version(`1.0.${number}`)
    .withFile('package.json', JSON.stringify({ name: `${ref}-${number}`, version: '1.0.0', dependencies }))
    .withFile('local/package.json', JSON.stringify({ name: 'local', version: '1.0.0', main: 'index.js' }))
    .withFile('local/index.js', 'module.exports = 1;')
    .writeTo(fixture.path(`${ref}-${number}`));
}

const works = (environment: string) => existsSync(join(environment, 'local/index.js'));

beforeAll(async () => {
  service = await fixture.start({
    environment: { PACKYARD_KEEP_GENERATIONS: String(KEPT_GENERATIONS), PACKYARD_MAINTENANCE_SECONDS: '86400' },
  });
});

describe('after twenty upgrades', () => {
  beforeAll(async () => {
    for (let number = 1; number <= UPGRADES; number += 1) {
      const { status } = await service.install([version('slack', number)]);
      expect(status).toBe('completed');
    }
    await eventually(() => expect(readdirSync(home('staging'))).toEqual([]));
  });

  it('du adds up to what du says, and says what keeps each version and environment', async () => {
    const { bytes, areas, items } = await usage();
    expect(bytes).toBe(Number(execFileSync('du', ['-sb', home()], { encoding: 'utf8' }).split('\t')[0]));
    expect(bytes).toBe(areas.reduce((sum, area) => sum + area.bytes, lstatSync(home()).size));
    const kept = items.filter(({ path }) => /^store\/(packs|environments)\//.test(path));
    expect(kept).toHaveLength(2 * UPGRADES);
    const enabled = kept.filter(({ kept_by: by }) => by.includes(`enabled as slack 1.0.${UPGRADES}`));
    expect(enabled.map(({ path }) => path.split('/')[1]).sort()).toEqual(['environments', 'packs']);
    expect(kept.filter(({ kept_by: by }) => by.length === 0)).toEqual([]);
    expect(JSON.stringify(items)).toContain('installed as slack 1.0.1"');
  });

  it('gc removes what neither is enabled nor may come back: the bytes that were announced, and no other', async () => {
    await service.request('/api/v1/packs/slack/uninstall', { body: { clean: true } });
    await eventually(() => expect(readdirSync(home('staging'))).toEqual([]));
    const before = onDisk();
    const announced = await collect(true);
    expect(onDisk()).toEqual(before);
    const done = await collect(false);
    expect({ ...done, dry_run: true }).toEqual(announced);
    expect(done.is_complete).toBe(true);
    const after = onDisk();
    expect(done.bytes).toBe(bytesGone(before, after));
    expect([...after.keys()].filter((path) => !before.has(path))).toEqual([]);
    // Versions that generations lead back to: each generation to the one before it, and to that of the oldest that is kept.
    const left = KEPT_GENERATIONS + 1;
    expect(readdirSync(home('store/packs/slack'))).toHaveLength(left);
    expect(readdirSync(home('store/environments/nodejs'))).toHaveLength(left);
    const { items } = await usage();
    const text = items.flatMap(({ kept_by: by }) => by).join('\n');
    expect(text).toContain(`kept as slack 1.0.${UPGRADES - 1} for rolling back to generation `);
  });

  it('gc finds nothing more the next time, and what is left works', async () => {
    expect(await collect(true)).toMatchObject({ bytes: 0, items: [], failures: [] });
    expect(works(home('packs/slack/node_modules'))).toBe(true);
    const rolledBack = await service.request('/api/v1/generations/rollback', { body: {} });
    expect(rolledBack.status).toBe(200);
    expect(works(home('packs/slack/node_modules'))).toBe(true);
  });
});

it('the environment of a pack that was uninstalled goes, once no generation leads back to the pack', async () => {
  await service.install([version('gone', 1)]);
  const built = readdirSync(home('store/environments/nodejs')).length;
  await service.request('/api/v1/packs/gone/uninstall', { body: { all: true, force: true } });
  for (let number = 1; number <= KEPT_GENERATIONS; number += 1) await service.install([version('other', number)]);
  const { items } = await collect(false);
  expect(items.filter(({ path }) => path.startsWith('store/packs/gone'))).toHaveLength(1);
  expect(items.filter(({ kind }) => kind === 'environment').length).toBeGreaterThan(0);
  expect(readdirSync(home('store/environments/nodejs')).length).toBeLessThan(built + KEPT_GENERATIONS);
  // Whoever needs it again builds it again.
  const again = await service.install([version('gone', 1)]);
  expect(again.status).toBe('completed');
  expect(works(home('packs/gone/node_modules'))).toBe(true);
});

it('an environment that is linked into a folder of a user stays until the folder goes', async () => {
  const folder = version('mine', 1);
  const body = { action: 'core.build_pack_envs', parameters: { pack_paths: [folder] } };
  const { data } = (await (await service.request('/api/v1/executions', { body })).json()) as { data: { id: number } };
  expect((await service.ended(data.id)).status).toBe('completed');
  await collect(false);
  expect(works(join(folder, 'node_modules'))).toBe(true);
  expect(JSON.stringify(await usage())).toContain(`linked as ${folder}/node_modules`);
  const before = readdirSync(home('store/environments/nodejs')).length;
  rmSync(folder, { recursive: true });
  await collect(false);
  expect(readdirSync(home('store/environments/nodejs'))).toHaveLength(before - 1);
});

it('the command line says the same, and needs the scope admin', async () => {
  const run = (args: string[], token = service.token) =>
    spawnSync(process.execPath, [resolve(__dirname, '../bin/packyard.mjs'), ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], PACKYARD_URL: service.url, PACKYARD_TOKEN: token, HOME: fixture.folder },
    });
  writeFileSync(home('trash/left-behind'), 'x'.repeat(1000));
  const rehearsed = run(['gc', '--dry-run']);
  expect([rehearsed.status, rehearsed.stdout]).toEqual([
    0,
    expect.stringContaining('Would remove 1000 bytes in 1 place.'),
  ]);
  expect(run(['gc']).stdout).toContain('Removed 1000 bytes in 1 place.');
  expect(run(['du']).stdout).toMatch(/store\/packs\/other\/1\.0\.\d+-\w+ +enabled as other 1\.0\.\d+/);
  const { data } = (await (
    await service.request('/api/v1/tokens', { body: { name: 'reader', scope: 'install' } })
  ).json()) as { data: { token: string } };
  for (const command of ['gc', 'du']) expect(run([command], data.token).status).toBe(4);
});
