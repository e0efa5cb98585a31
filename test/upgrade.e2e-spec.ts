import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { aPack, listenOnLoopback, type LoopbackServer } from '@packyard/testing';
import { type FormerInstallation, restoreFormer } from './support/former-installation';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

/** What the fixture was made with; see bench/upgrade/. */
const AUTHORIZATION = 'Bearer of-the-registry';
const PASSWORD = 'correct-horse-battery-staple';
/** However old the fixture is by now. */
const KEEP = { PACKYARD_KEEP_EXECUTION_DAYS: '36500', PACKYARD_KEEP_AUDIT_DAYS: '36500' };
const MIGRATIONS = 'SELECT count(*)::integer AS count FROM schema_migration';

describe('an installation of a former version', () => {
  const fixture = new TestFixture();
  let registry: LoopbackServer;
  let former: FormerInstallation;
  let service: Service;

  beforeAll(async () => {
    registry = await listenOnLoopback(
      createServer(({ headers }, response) => {
        if (headers.authorization === AUTHORIZATION) response.end('{"packs":[]}');
        else response.writeHead(401).end();
      }),
    );
    former = await restoreFormer(fixture, registry.url);
    const [before] = await former.database.query<{ count: number }>(MIGRATIONS);
    service = await fixture.start({ databaseUrl: former.database.url, environment: KEEP });
    const [after] = await former.database.query<{ count: number }>(MIGRATIONS);
    expect(after!.count).toBeGreaterThan(before!.count);
  });
  afterAll(() => registry.close());

  const post = (path: string, body: object) => service.request(`/api/v1${path}`, { body });
  const enabled = async (ref: string) => (await service.pack(ref))?.version;

  it('says of itself what it had said before', async () => {
    const paths = Object.keys(former.answers);
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      const answer = await (await service.request(`/api/v1${path}`)).json();
      expect([path, answer]).toMatchObject([path, former.answers[path]!]);
    }
  });

  it('is opened by the same tokens and passwords, and by no others', async () => {
    const asked = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await service.request('/api/v1/packs', { headers })).status;
    };
    expect([await asked(former.tokens.kept), await asked(former.tokens.revoked)]).toEqual([200, 401]);
    const signIn = async (password: string) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ username: 'ada', password });
      return (await fetch(`${service.url}/v2/authenticate`, { method: 'POST', headers, body })).status;
    };
    expect(await signIn(PASSWORD)).toBe(200);
    expect(await signIn(`${PASSWORD}r`)).not.toBe(200);
  });

  it('knows the secrets of its registries still', async () => {
    expect((await service.request('/api/v1/pack-indices/packs')).status).toBe(200);
  });

  it('has environments that work', () => {
    const pack = fixture.path('home/packs/hello-node');
    const env = { ...process.env, NODE_PATH: `${pack}/node_modules` };
    const action = [`${pack}/actions/good_evening.js`, 'Ada'];
    expect(execFileSync(process.execPath, action, { encoding: 'utf8', env })).toContain('Ada');
  });

  it('goes back to what was enabled before, and forward again', async () => {
    expect([await enabled('base'), await enabled('app')]).toEqual(['2.0.0', '1.0.0']);
    const { items } = (await (await service.request('/api/v1/generations')).json()) as { items: { id: number }[] };
    expect((await post('/generations/rollback', { to: 1 })).status).toBe(200);
    expect([await enabled('base'), await enabled('app')]).toEqual(['1.0.0', null]);
    expect((await post('/generations/rollback', { to: items[0]!.id })).status).toBe(200);
    expect([await enabled('base'), await enabled('app')]).toEqual(['2.0.0', '1.0.0']);
  });

  it('takes a new pack that needs one of its packs, and lets one go', async () => {
    const pack = aPack('new').requiring('app').writeTo(fixture.path('new'));
    expect((await service.install([pack])).status).toBe('completed');
    expect(await enabled('new')).toBe('1.0.0');
    expect((await post('/packs/unused/uninstall', { version: '1.0.0' })).status).toBe(200);
    expect(await service.pack('unused')).toBeUndefined();
  });
});
