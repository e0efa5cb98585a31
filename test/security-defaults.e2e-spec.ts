import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

describe('what is open to others', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start({ environment: { PACKYARD_TLS: 'off' } });
  });

  it.each([
    ['the API', '/api/v1/packs'],
    ['an error', '/api/v1/packs/none'],
    ['the documentation', '/docs'],
    ['the board', '/queues/'],
    ['the health', '/health'],
    ['an unknown address', '/nowhere'],
    ['the routes of Gort', '/v2/healthz'],
  ])('browsers do nothing with %s but show it', async (_what, path) => {
    const { headers } = await service.request(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).not.toMatch(/https?:|\*/);
    expect([
      headers.get('referrer-policy'),
      headers.get('x-content-type-options'),
      headers.get('x-frame-options'),
    ]).toEqual(['no-referrer', 'nosniff', 'DENY']);
    expect([headers.get('cache-control'), headers.get('strict-transport-security')]).toEqual(['no-store', null]);
  });

  it('pages bring all that they need', async () => {
    for (const path of ['/queues/', '/docs']) {
      const page = await (await service.request(path)).text();
      expect(page).toMatch(/<html/i);
      const sources = [...page.matchAll(/(?:src|href)=["']([^"']+)/g)].map(([, source = '']) => source);
      expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([]);
    }
  });

  it('pages work below a path of a proxy, and it is believed also of clients beside it', async () => {
    const { url: databaseUrl } = await fixture.anotherDatabase();
    const environment = {
      PACKYARD_PUBLIC_URL: 'https://tools.example.org/packyard/',
      PACKYARD_TRUSTED_PROXIES: '127.0.0.1',
    };
    const other = await fixture.start({ home: fixture.path('behind'), databaseUrl, environment });
    const headers = { 'x-forwarded-for': '127.0.0.1' };
    const board = await (await other.request('/queues/', { headers })).text();
    expect(board).toContain('<base href="/packyard/queues/"');
    const { servers } = (await (await other.request('/openapi.json')).json()) as { servers: { url: string }[] };
    expect(servers.map(({ url }) => url)).toEqual(['/packyard']);
    expect(other.log.join('')).not.toContain('PACKYARD_TRUSTED_PROXIES');
    await other.stop();
  });

  it('of the home, nothing, unless it is shared on purpose', () => {
    for (const name of ['staging', 'store', 'store/packs', 'packs', 'uploads', 'cache']) {
      expect([name, statSync(fixture.path('home', name)).mode & 0o044]).toEqual([name, 0]);
    }
    expect(statSync(fixture.path('home')).mode & 0o044).toBe(0);
    expect(service.log.join('')).not.toContain('can read');
  });

  it('is warned about at the start, with the remedy', async () => {
    const { url: databaseUrl } = await fixture.anotherDatabase();
    const home = fixture.path('open-home');
    mkdirSync(home);
    chmodSync(home, 0o755);
    const other = await fixture.start({ home, databaseUrl, environment: { PACKYARD_HOST: '0.0.0.0' } });
    expect(other.log.join('')).toMatch(/\[packyard\] .*\[Exposure\] .*can read .*open-home.*chmod 700/);
    expect(other.log.join('')).toMatch(/plain HTTP on 0\.0\.0\.0.*PACKYARD_TLS_CERT_FILE/);
    await other.request('/api/v1/packs', { headers: { 'x-forwarded-for': '192.0.2.1' } });
    await other.request('/api/v1/packs', { headers: { 'x-forwarded-for': '192.0.2.2' } });
    expect(other.log.join('').match(/PACKYARD_TRUSTED_PROXIES/g)).toHaveLength(1);
    await other.stop();
  });

  it.each<[string, string, number, RegExp]>([
    ['an empty token', '', 0o600, /admin-token holds no token: it needs 16 characters/],
    ['a short token', 'x\n', 0o600, /admin-token holds no token/],
    ['a token that others can change', 'a-token-of-some-length', 0o666, /mode 0666.*can be changed.*\n.*chmod 600/],
    ['a token that others can read', 'a-token-of-some-length', 0o644, /mode 0644.*can be read/],
  ])('%s is refused at the start', (name, text, mode, words) => {
    const home = fixture.path(name.replaceAll(' ', '-'));
    mkdirSync(home);
    writeFileSync(`${home}/admin-token`, text);
    chmodSync(`${home}/admin-token`, mode);
    expect(started({ PACKYARD_HOME: home, DATABASE_URL: fixture.database.url })).toMatch(words);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a short token in a variable', { PACKYARD_ADMIN_TOKEN: 'x' }, /PACKYARD_ADMIN_TOKEN: must have at least 16/],
    [
      'a token file that is empty',
      { PACKYARD_ADMIN_TOKEN_FILE: '/dev/null' },
      /PACKYARD_ADMIN_TOKEN_FILE: the file is empty/,
    ],
    ['a short key', { PACKYARD_SECRET_KEY: 'c2hvcnQ=' }, /PACKYARD_SECRET_KEY: must be 32 bytes/],
  ])('%s is refused at the start', (name, environment, words) => {
    expect(started({ PACKYARD_HOME: fixture.path(name), DATABASE_URL: fixture.database.url, ...environment })).toMatch(
      words,
    );
  });

  function started(environment: Record<string, string>): string {
    const app = resolve(__dirname, '../dist/services/standalone.js');
    const env = { PATH: process.env['PATH'], PACKYARD_PORT: '0', ...environment };
    const { status, stderr } = spawnSync(process.execPath, [app], { env, encoding: 'utf8' });
    expect(status).toBe(1);
    return stderr;
  }
});
