import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { aPack, eventually, listenOnLoopback, type LoopbackServer } from '@packyard/testing';
import { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const DIST = resolve(__dirname, '../dist');
const SECRET = 'Bearer of-the-registry';
const ANSWERS = [
  '/packs',
  '/packs/app/versions',
  '/packs/app/versions/1.0.0',
  '/packs/app/versions/2.0.0',
  '/packs/with-python',
  '/generations',
  '/audit',
  '/users',
  '/tokens',
  '/pack-indices',
  '/executions?status=completed',
];

describe('a backup', () => {
  const fixture = new TestFixture();
  let service: Service;
  let home: string;
  let file: string;
  let waiting: number;
  let before: unknown[];
  /** Answers those alone who know the secret. */
  let registry: LoopbackServer;

  beforeAll(async () => {
    home = fixture.path('home');
    file = fixture.path('packyard.backup');
    service = await fixture.start();
    const packs = ['1.0.0', '2.0.0'].map((version) => {
      const name = `app-${version}`;
      return aPack('app').version(version).writeTo(fixture.path(name));
    });
    for (const pack of packs) expect((await service.install([pack])).status).toBe('completed');
    const python = fixture.path('with-python');
    aPack('with-python').writeTo(python);
    writeFileSync(join(python, 'requirements.txt'), `${fixture.addWheel(python)}\n`);
    expect((await service.install([python])).status).toBe('completed');
    aPack('offered').writeTo(fixture.path('offers/offered'));
    const build = ['registry', 'build', fixture.path('offers'), '--out', fixture.path('www/private')];
    execFileSync(process.execPath, [join(DIST, 'apps/cli/src/main.js'), ...build]);
    registry = await listenOnLoopback(
      createServer(({ headers, url = '' }, response) => {
        if (headers.authorization !== SECRET) response.writeHead(401).end();
        else response.end(readFileSync(fixture.path('www', url)));
      }),
    );
    const body = { url: `${registry.url}/private/index.json`, headers: { authorization: SECRET } };
    expect((await service.request('/api/v1/pack-indices', { body })).status).toBe(201);
  }, 120_000);

  afterAll(() => registry.close());

  it('is written while the service works, for its owner alone', async () => {
    aPack('late').asTarball(fixture.path('www/late.tgz'));
    const gate = fixture.files.hold('/late.tgz');
    waiting = (await service.submit([`${fixture.files.url}/late.tgz`])).id;
    await eventually(() => expect(gate.waiting()).toBe(1));
    before = await answers(service);
    const { stderr } = await run('backup', { file });
    expect(stderr).toMatch(/3 versions of packs, 1 environments, \d+ tables/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(home).filter((name) => name.startsWith('.backup'))).toEqual([]);
    await service.stop();
    gate.letGo();
    await expect(run('backup', { file })).rejects.toThrow(/is there already; nothing was written/);
  });

  it('is refused where it would not work, and leaves everything as it was', async () => {
    const empty = await emptyDatabase();
    await expect(run('restore', { file, DATABASE_URL: empty })).rejects.toThrow(/is not empty; nothing was restored/);
    const elsewhere = { file, DATABASE_URL: empty, PACKYARD_HOME: fixture.path('elsewhere') };
    await expect(run('restore', elsewhere)).rejects.toThrow(`set PACKYARD_HOME=${home}`);
    renameSync(home, fixture.path('home-before'));
    const nowhere = { file, DATABASE_URL: 'postgresql://packyard@127.0.0.1:9/packyard' };
    await expect(run('restore', nowhere)).rejects.toThrow(/database 127\.0\.0\.1:9\/packyard can't be reached/);
    expect(readdirSync(home)).toEqual([]);
    await expect(run('restore', { file })).rejects.toThrow(/has tables of Packyard already/);
    expect(readdirSync(home)).toEqual([]);
    const bytes = readFileSync(file);
    const damaged = fixture.path('damaged.backup');
    for (const wrong of [bytes.subarray(0, bytes.length / 2), bytes.subarray(0, 40), 'nothing', '']) {
      writeFileSync(damaged, wrong);
      await expect(run('restore', { file: damaged, DATABASE_URL: empty })).rejects.toThrow('Fix: name a file that');
      expect(readdirSync(home)).toEqual([]);
    }
    rmSync(home, { recursive: true });
  });

  it('brings everything back on another database: answers, digests, environments, credentials, what was on its way', async () => {
    const databaseUrl = await emptyDatabase();
    const { stderr } = await run('restore', { file, DATABASE_URL: databaseUrl });
    expect(stderr).toMatch(/Restored as it was at \d{4}-.*3 versions of packs/);
    expect(readdirSync(home).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(statSync(join(home, 'secret-key')).mode & 0o777).toBe(0o600);
    execFileSync('diff', ['-r', '--no-dereference', join(home, 'store'), fixture.path('home-before/store')]);
    const restored = await fixture.start({ databaseUrl });
    expect(await answers(restored)).toEqual(before);
    expect((await restored.ended(waiting)).status).toBe('completed');
    expect(await restored.pack('late')).toMatchObject({ version: '1.0.0' });
    expect((await restored.request('/api/v1/pack-indices/packs/offered')).status).toBe(200);
    const python = join(home, 'packs/with-python/virtualenv/bin/python');
    expect(execFileSync(python, ['-c', 'import sunrise; print("it works")'], { encoding: 'utf8' })).toBe('it works\n');
    expect((await restored.request('/api/v1/packs/app/enable', { body: { version: '1.0.0' } })).status).toBe(200);
    expect(await restored.pack('app')).toMatchObject({ version: '1.0.0' });
    await restored.install([fixture.path('app-2.0.0')], { force: true });
    await restored.stop();
  });

  it('works with the PostgreSQL that comes along, running or not, and tells a pack that was changed', async () => {
    const own = fixture.path('own');
    const other = fixture.path('own.backup');
    const environment = { PACKYARD_HOME: own, DATABASE_URL: '' };
    const embedded = await new Service({
      home: own,
      layout: 'standalone',
      environment: { PACKYARD_LOCAL_ROOTS: fixture.folder },
    }).start();
    try {
      await embedded.install([fixture.path('app-1.0.0')]);
      await run('backup', { ...environment, file: other });
    } finally {
      await embedded.stop();
    }
    const later = fixture.path('later.backup');
    const [content = ''] = readdirSync(join(own, 'store/packs/app'));
    const manifest = join(own, 'store/packs/app', content, 'pack.yaml');
    chmodSync(manifest, 0o644);
    writeFileSync(manifest, `${readFileSync(manifest, 'utf8')}# changed\n`);
    await run('backup', { ...environment, file: later });
    renameSync(own, fixture.path('own-before'));
    await expect(run('restore', { ...environment, file: later })).rejects.toThrow(/has the digest sha256:/);
    expect(readdirSync(own)).toEqual([]);
    await run('restore', { ...environment, file: other });
    expect(existsSync(join(own, 'packs/app/pack.yaml'))).toBe(true);
    const again = await new Service({ home: own, layout: 'standalone' }).start();
    expect(await again.pack('app')).toMatchObject({ version: '1.0.0' });
    await again.stop();
  }, 120_000);

  function run(what: 'backup' | 'restore', { file: name, ...environment }: { file: string; [name: string]: string }) {
    const env: Record<string, string | undefined> = {
      PATH: process.env['PATH'],
      PACKYARD_HOME: home,
      DATABASE_URL: fixture.database.url,
      ...environment,
    };
    if (env['DATABASE_URL'] === '') delete env['DATABASE_URL'];
    return promisify(execFile)(process.execPath, [join(DIST, `services/${what}.js`), name], { env });
  }

  function answers(of: Service): Promise<unknown[]> {
    return Promise.all(
      ANSWERS.map(async (path) => {
        const text = await (await of.request(`/api/v1${path}`)).text();
        // Asking for them is a use of the token, noted once a minute.
        return [path, JSON.parse(text.replace(/"last_used_at":"[^"]*"/g, '"last_used_at":"at some time"')) as unknown];
      }),
    );
  }

  async function emptyDatabase(): Promise<string> {
    const database = await fixture.anotherDatabase();
    await database.query('DROP SCHEMA public CASCADE');
    await database.query('CREATE SCHEMA public');
    return database.url;
  }
});
