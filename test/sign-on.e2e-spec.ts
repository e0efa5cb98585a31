import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually, listenOnLoopback } from '@packyard/testing';
import { barriers, findChromium, openBrowser, photograph } from './support/browser';
import { CookieJar } from './support/cookie-jar';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const SECRET = 'the secret of the client, which nobody may see';
const GROUPS = 'platform=admin,developers=install,readers=read';

interface Tokens {
  access_token: string;
  refresh_token: string;
}

describe('single sign-on', () => {
  const fixture = new TestFixture();
  let service: Service;
  let provider: ChildProcess;
  let issuer: string;

  beforeAll(async () => {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    ({ provider, issuer } = await startProvider(`${address}/auth/oidc/callback`));
    const secretFile = fixture.path('client-secret');
    writeFileSync(secretFile, `${SECRET}\n`, { mode: 0o600 });
    service = await fixture.start({
      environment: {
        PACKYARD_PORT: String(port),
        PACKYARD_PUBLIC_URL: address,
        PACKYARD_OIDC_ISSUER: issuer,
        PACKYARD_OIDC_CLIENT_ID: 'packyard',
        PACKYARD_OIDC_CLIENT_SECRET_FILE: secretFile,
        PACKYARD_OIDC_GROUPS: GROUPS,
        PACKYARD_OIDC_LABEL: 'Our company',
      },
    });
  });

  beforeEach(() => control({ user: 'ada', skewMs: 0, otherAudience: false, people: peopleIn('platform') }));

  afterAll(async () => {
    const gone = new Promise((done) => provider.once('exit', done));
    provider.kill('SIGTERM');
    await gone;
  });

  it('begins a session with the scope of the groups, once, which is told from tokens and ends for good', async () => {
    expect((await json(await fetch(`${service.url}/auth/settings`))).data).toMatchObject({
      oidc_enabled: true,
      oidc_provider_label: 'Our company',
    });
    const jar = new CookieJar();
    const page = await signOn(jar);
    expect(page.url).toBe(`${service.url}/?signed-on`);
    const answer = await fetchOutcome(jar);
    const { data } = (await answer.json()) as { data: Tokens & { user: { id: number; login: string } } };
    expect([answer.status, data.user.login]).toEqual([200, 'ada']);
    const who = (await json(await as(data.access_token, '/auth/me'))).data;
    expect(who).toMatchObject({ login: 'ada', auth_provider: 'oidc', is_local: false });
    expect((await as(data.access_token, '/api/v1/tokens')).status).toBe(200);
    const audit = (await json(await service.request('/api/v1/audit?action=session.begin'))).data as object[];
    expect(audit[0]).toMatchObject({ actor: 'ada', actor_kind: 'person', subject: 'person ada' });
    const tokens = (await json(await service.request('/api/v1/tokens'))).data as object[];
    expect(tokens).toContainEqual(expect.objectContaining({ kind: 'person', name: 'ada', scope: 'admin' }));

    expect((await fetchOutcome(jar)).status).toBe(401);
    const login = await fetch(`${service.url}/auth/login`, post({ login: 'ada', password: 'ada' }));
    expect(login.status).toBe(401);
    const refreshed = await fetch(`${service.url}/auth/refresh`, post({ refresh_token: data.refresh_token }));
    const { access_token: next } = (await json(refreshed)).data as unknown as Tokens;
    expect((await as(next, '/auth/me')).status).toBe(200);
    expect((await as(next, '/auth/logout', {})).status).toBe(200);
    expect((await as(next, '/auth/me')).status).toBe(401);
    const off = await fetch(`${service.url}/auth/oidc/logout`, { redirect: 'manual' });
    expect(off.headers.get('location')).toMatch(new RegExp(`^${issuer}/session/end\\?`));
  });

  it('gives each the scope that their groups have now, and takes away what they have lost', async () => {
    await control({ people: peopleIn('developers', 'unknown') });
    const first = await signedOn();
    expect((await as(first, '/api/v1/executions/execute', {})).status).toBe(400);
    expect((await as(first, '/api/v1/tokens')).status).toBe(403);
    await control({ people: peopleIn('readers') });
    const second = await signedOn();
    for (const token of [first, second]) {
      expect((await as(token, '/api/v1/packs')).status).toBe(200);
      expect((await as(token, '/api/v1/executions/execute', {})).status).toBe(403);
    }
    await control({ people: peopleIn('unknown') });
    const jar = new CookieJar();
    await signOn(jar);
    const refused = await fetchOutcome(jar);
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('none of your groups')]);
    for (const token of [first, second]) expect((await as(token, '/api/v1/packs')).status).toBe(401);
    await control({ people: peopleIn('developers') });
    await signedOn();
    // Once more changes nothing that would have to be told.
    await signedOn();
    const told = async (action: string) =>
      (await json(await service.request(`/api/v1/audit?subject=person%20ada&action=${action}`))).data as object[];
    const [again, narrowed] = await told('token.create');
    const [shutOut] = await told('token.revoke');
    const ada = { actor: 'ada', actor_kind: 'person', address: '127.0.0.1' };
    expect(again).toMatchObject({ ...ada, before: { scope: 'read', revoked: true }, after: { scope: 'install' } });
    expect(narrowed).toMatchObject({ ...ada, before: { scope: 'install', revoked: false }, after: { scope: 'read' } });
    expect(shutOut).toMatchObject({
      ...ada,
      before: { scope: 'read' },
      after: { reason: expect.any(String) as string },
    });
  });

  it('bears clocks that differ by less than a minute, and nothing that has expired or was made for somebody else', async () => {
    for (const [skewMs, status] of [
      [50_000, 200],
      [-50_000, 200],
      [600_000, 401],
      [-2 * 3_600_000, 401],
    ] as const) {
      await control({ skewMs });
      const jar = new CookieJar();
      await signOn(jar);
      expect([skewMs, (await fetchOutcome(jar)).status]).toEqual([skewMs, status]);
    }
    await control({ skewMs: 0, otherAudience: true });
    const jar = new CookieJar();
    await signOn(jar);
    const refused = await fetchOutcome(jar);
    expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining("can't be trusted")]);
    await eventually(async () => {
      const audit = await service.request('/api/v1/audit?action=login.fail');
      expect(await audit.text()).toContain('single sign-on');
    });
  });

  it('takes a code once, from the browser that asked for it, with the state that went with it', async () => {
    const jar = new CookieJar();
    const callback = await signOn(jar, { until: '/auth/oidc/callback' });
    const started = jar.copy();
    const stranger = new CookieJar();
    await stranger.fetch(callback.url);
    expect((await fetchOutcome(stranger)).status).toBe(401);
    const forged = started.copy();
    await forged.fetch(callback.url.replace(/state=[^&]*/, 'state=forged'));
    expect((await fetchOutcome(forged)).status).toBe(401);
    const error = started.copy();
    await error.fetch(`${service.url}/auth/oidc/callback?error=%3Cscript%3E&state=x`);
    const refused = await fetchOutcome(error);
    expect([refused.status, await refused.text()]).toEqual([401, expect.not.stringContaining('<script>')]);
    const first = started.copy();
    await first.fetch(callback.url);
    expect((await fetchOutcome(first)).status).toBe(200);
    const replayed = started.copy();
    await replayed.fetch(callback.url);
    expect((await fetchOutcome(replayed)).status).toBe(401);
  });

  it('gives its cookies to nobody else, and sends no token in an address', async () => {
    const login = await fetch(`${service.url}/auth/oidc/login`, { redirect: 'manual' });
    expect(login.headers.get('set-cookie')).toMatch(/packyard-sign-on=.*Path=\/auth\/oidc; HttpOnly; SameSite=Lax/);
    const url = new URL(login.headers.get('location') ?? '');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      code_challenge_method: 'S256',
      nonce: expect.any(String),
      state: expect.any(String),
      redirect_uri: `${service.url}/auth/oidc/callback`,
    });
    const jar = new CookieJar();
    const page = await signOn(jar);
    expect(page.seen.filter((one) => /pky_|access_token/.test(one))).toEqual([]);
    const back = page.answers.find((one) => one.headers.get('set-cookie')?.includes('packyard-signed-on='));
    expect(back?.headers.get('set-cookie')).toMatch(/packyard-signed-on=.*HttpOnly; SameSite=Strict/);
  });

  it('is what packyard login uses, whose session is kept for its owner alone and ended by packyard logout', async () => {
    const home = mkdtempSync(join(tmpdir(), 'packyard-login-'));
    const packyard = (...args: string[]) => runCli(args, { HOME: home, PACKYARD_URL: service.url });
    try {
      const login = packyard('login');
      const told = await login.said(/(http\S+\/device\?user_code=\S+)/);
      await enterCode(told[1] ?? '');
      expect(await login.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Signed on as ada') });
      expect((await login.ended).stdout + (await login.ended).stderr).not.toContain('pky_');
      const folder = join(home, '.config/packyard');
      expect(readdirSync(folder)).toEqual(['sessions.json']);
      expect(statSync(join(folder, 'sessions.json')).mode & 0o777).toBe(0o600);
      expect((await packyard('auth', 'whoami').ended).stdout).toMatch(/token: +ada/);
      expire(join(folder, 'sessions.json'));
      expect((await packyard('auth', 'token', 'list').ended).code).toBe(0);
      const { access_token: token } = Object.values(sessionsIn(join(folder, 'sessions.json')))[0] ?? {};
      expect(await packyard('logout').ended).toMatchObject({ code: 0 });
      expect((await as(token ?? '', '/auth/me')).status).toBe(401);
      expect((await packyard('auth', 'whoami').ended).code).toBe(4);
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  const chromium = findChromium();
  if (chromium !== undefined) {
    it('is offered by the console, which signs out at the provider as well', async () => {
      const browser = await openBrowser(chromium);
      try {
        const page = await (await browser.newContext()).newPage();
        await page.goto(service.url);
        const link = page.getByRole('link', { name: 'Sign in with Our company' });
        await link.waitFor();
        expect(await barriers(page, 'sign-on')).toEqual([]);
        await link.click();
        await page.getByText('ada', { exact: true }).waitFor();
        expect(page.url()).not.toMatch(/signed-on|pky_|code=/);
        await photograph(page, 'signed-on');
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.waitForURL(new RegExp(`^${issuer}/session/end`));
        await page.goto(service.url);
        await link.waitFor();
      } finally {
        await browser.close();
      }
    });
  }

  it('keeps the secret of the client out of logs, answers and the environment', async () => {
    expect(service.log.join('')).not.toContain(SECRET);
    await control({ user: null });
    const jar = new CookieJar();
    await signOn(jar);
    const refused = await fetchOutcome(jar);
    expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('access_denied')]);
  });

  async function signedOn(): Promise<string> {
    const jar = new CookieJar();
    await signOn(jar);
    const answer = await fetchOutcome(jar);
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { data: Tokens }).data.access_token;
  }

  function signOn(jar: CookieJar, options?: { until: string }) {
    return jar.follow(`${service.url}/auth/oidc/login`, options);
  }

  function fetchOutcome(jar: CookieJar): Promise<Response> {
    return jar.fetch(`${service.url}/auth/oidc/session`, { method: 'POST' });
  }

  /** As somebody does in a browser. */
  async function enterCode(url: string): Promise<void> {
    const jar = new CookieJar();
    let page = await (await jar.fetch(url)).text();
    for (const extra of [{}, { confirm: 'yes' }]) {
      const fields = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]);
      const body = new URLSearchParams({ ...Object.fromEntries(fields), ...extra } as Record<string, string>);
      const answer = await jar.follow(`${issuer}/device`, { method: 'POST', body });
      page = answer.text;
    }
  }

  function as(token: string, path: string, body?: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${token}` };
    return service.request(path, { ...(body === undefined ? {} : { body }), headers });
  }

  async function control(change: object): Promise<void> {
    await fetch(`${issuer}/control`, { method: 'POST', body: JSON.stringify(change) });
  }
});

function peopleIn(...groups: string[]) {
  return { ada: { groups, preferred_username: 'ada' } };
}

function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function json(answer: Response): Promise<{ data: Record<string, unknown> | object[] }> {
  return (await answer.json()) as { data: Record<string, unknown> };
}

async function freePort(): Promise<number> {
  const server = await listenOnLoopback(createServer());
  await server.close();
  return server.port;
}

async function startProvider(redirectUri: string): Promise<{ provider: ChildProcess; issuer: string }> {
  const program = resolve(__dirname, 'support/identity-provider.process.mjs');
  const provider = spawn(process.execPath, [program, redirectUri, SECRET], { stdio: ['ignore', 'pipe', 'inherit'] });
  const issuer = await new Promise<string>((done, failed) => {
    provider.once('exit', (code) => failed(new Error(`The provider ended with ${code}`)));
    createInterface(provider.stdout).on('line', (line) => {
      const [, url] = /^ready (\S+)$/.exec(line) ?? [];
      if (url !== undefined) done(url);
    });
  });
  return { provider, issuer };
}

type Sessions = Record<string, { access_token: string; expires_at: string }>;

function sessionsIn(file: string): Sessions {
  return JSON.parse(readFileSync(file, 'utf8')) as Sessions;
}

function expire(file: string): void {
  const sessions = sessionsIn(file);
  for (const session of Object.values(sessions)) session.expires_at = new Date(0).toISOString();
  writeFileSync(file, JSON.stringify(sessions));
}

function runCli(args: string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [resolve(__dirname, '../dist/apps/cli/src/main.js'), ...args], {
    cwd: environment['HOME'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) =>
    child.once('close', (code) => done({ code, stdout, stderr })),
  );
  const said = (pattern: RegExp) =>
    eventually(() => {
      const found = pattern.exec(stdout + stderr);
      if (found === null) throw new Error(`It said ${stdout}${stderr}`);
      return found;
    });
  return { ended, said };
}
