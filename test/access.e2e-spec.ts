import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type {
  AuditEventView,
  CreatedToken,
  IntegrationTokenView,
  LoginView,
  SessionView,
  TokenView,
} from '@packyard/contracts';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const TOKENS = '/api/v1/tokens';
const ALIAS = '/api/v1/identities/1/integration-tokens';

describe('access', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start();
  });

  describe('by tokens', () => {
    it('makes tokens that may do what their scope says, and nothing beyond', async () => {
      const statuses = await Promise.all(
        (['read', 'install', 'admin'] as const).map(async (scope) => {
          const { token } = await made({ scope });
          const install = { action: 'core.install_packs', parameters: { packs: [] } };
          return [
            (await as(token, '/api/v1/packs')).status,
            // What may be asked is asked wrongly: that it is understood is enough.
            (await as(token, '/api/v1/executions', { body: install })).status,
            (await as(token, TOKENS)).status,
            (await as(token, ALIAS)).status,
          ];
        }),
      );
      expect(statuses).toEqual([
        [200, 403, 403, 403],
        [200, 400, 403, 403],
        [200, 400, 200, 200],
      ]);
    });

    it('lets nobody make, see or revoke tokens without one', async () => {
      for (const [method, path] of [
        ['GET', TOKENS],
        ['POST', TOKENS],
        ['POST', `${TOKENS}/1/revoke`],
        ['DELETE', `${TOKENS}/1`],
        ['GET', ALIAS],
        ['POST', ALIAS],
        ['DELETE', `${ALIAS}/1`],
        ['GET', '/auth/me'],
        ['POST', '/auth/logout'],
      ] as const) {
        expect([method, path, (await fetch(`${service.url}${path}`, { method })).status]).toEqual([method, path, 401]);
      }
    });

    it('shows a token once, and keeps only its hash', async () => {
      const response = await service.request(TOKENS, { body: { name: 'shown once', scope: 'read', expires_in: 60 } });
      expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
      const { token, ...view } = await dataOf<CreatedToken>(response);
      expect(token).toMatch(/^pky_[\w-]{43}$/);
      expect(view).toMatchObject({ name: 'shown once', scope: 'read', revoked_at: null, created_by: 'admin' });
      expect(Date.parse(view.expires_at ?? '') - Date.parse(view.created)).toBeGreaterThan(50_000);
      await as(token, '/api/v1/packs');
      const list = await (await service.request(`${TOKENS}?page_size=100`)).text();
      const alias = await (await service.request(ALIAS)).text();
      expect(list).toContain('shown once');
      for (const place of [list, alias, await everyToken(), service.log.join('')]) {
        expect(place).not.toContain(token);
        expect(place).not.toContain(token.slice(4, -4));
      }
    });

    it('says when a token was used, also by the session that it began', async () => {
      const { id, token, last_used_at: before } = await made({});
      const session = await loggedIn(token);
      await as(session.access_token, '/auth/me');
      expect([before, (await found(id)).last_used_at]).toEqual([null, expect.any(String)]);
    });

    it('refuses a token that has expired', async () => {
      const { id, token } = await made({ expires_in: 60 });
      expect((await as(token, '/api/v1/packs')).status).toBe(200);
      const session = await loggedIn(token);
      await fixture.database.query(`UPDATE api_token SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
      expect((await as(token, '/api/v1/packs')).status).toBe(401);
      expect((await as(session.access_token, '/api/v1/packs')).status).toBe(401);
      expect((await post('/auth/refresh', { refresh_token: session.refresh_token })).status).toBe(401);
    });

    it.each(['revoke', 'delete'])('ends a token and its sessions on %s', async (how) => {
      const { id, token } = await made({});
      const session = await loggedIn(token);
      expect((await as(session.access_token, '/api/v1/packs')).status).toBe(200);
      const done = how === 'revoke' ? await post(`${TOKENS}/${id}/revoke`, {}) : await remove(`${TOKENS}/${id}`);
      expect(done.status).toBe(200);
      for (const dead of [token, session.access_token]) expect((await as(dead, '/auth/me')).status).toBe(401);
      expect((await post('/auth/refresh', { refresh_token: session.refresh_token })).status).toBe(401);
      expect((await post(`${TOKENS}/${id}/revoke`, {})).status).toBe(how === 'revoke' ? 200 : 404);
    });

    it.each(['revoke', 'delete'])('records one end of a token, however many %s it at once', async (how) => {
      const { id, name } = await made({});
      const end = () => (how === 'revoke' ? post(`${TOKENS}/${id}/revoke`, {}) : remove(`${TOKENS}/${id}`));
      const answers = await Promise.all([1, 2, 3, 4, 5].map(end));
      const others = how === 'revoke' ? 200 : 404;
      expect(answers.map(({ status }) => status).sort()).toEqual([200, others, others, others, others]);
      const events = await dataOf<AuditEventView[]>(
        await service.request(`/api/v1/audit?subject=${encodeURIComponent(`token ${name}`)}`),
      );
      expect(events.map(({ action }) => action)).toEqual(['token.revoke', 'token.create']);
    });

    it("can't take away the token that the service starts with", async () => {
      const { id } = (await listed()).find(({ name }) => name === 'admin') ?? { id: 0 };
      for (const answer of [await post(`${TOKENS}/${id}/revoke`, {}), await remove(`${TOKENS}/${id}`)]) {
        expect([answer.status, await answer.json()]).toEqual([
          409,
          expect.objectContaining({ code: 'TOKEN_CONFIGURED' }),
        ]);
      }
      expect((await service.request(TOKENS)).status).toBe(200);
    });

    it.each([
      ['an unknown scope', { name: 'x', scope: 'root' }, 'scope'],
      ['no name', { name: '', scope: 'read' }, 'name'],
      ['a long name', { name: 'x'.repeat(101), scope: 'read' }, 'name'],
      ['a name with a line break', { name: 'x\ny', scope: 'read' }, 'name'],
      ['the name of the first token', { name: 'admin', scope: 'read' }, 'name'],
      ['the name by which the system itself is recorded', { name: 'packyard', scope: 'read' }, 'name'],
      ['a short life', { name: 'x', scope: 'read', expires_in: 59 }, 'expires_in'],
      ['a life beyond ten years', { name: 'x', scope: 'read', expires_in: 315_360_001 }, 'expires_in'],
      ['an unknown field', { name: 'x', scope: 'read', kind: 'refresh' }, 'kind'],
    ])('refuses %s', async (_what, body, path) => {
      const response = await post(TOKENS, body);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'PARAMETERS_INVALID', details: [expect.objectContaining({ path })] }),
      ]);
    });

    it.each(['0', '999999', '99999999999', 'abc', '1%20OR%201=1'])('knows no token %s', async (id) => {
      expect((await post(`${TOKENS}/${id}/revoke`, {})).status).toBe(404);
      expect((await remove(`${TOKENS}/${id}`)).status).toBe(404);
    });

    it("serves them as Attune's integration tokens", async () => {
      const body = { label: 'robot', description: 'of ours', expires_at: '2099-01-01T00:00:00+02:00' };
      const response = await post(ALIAS, body);
      const { token, integration_token: view } = await dataOf<{
        token: string;
        integration_token: IntegrationTokenView;
      }>(response);
      expect(response.status).toBe(201);
      expect(view).toMatchObject({
        identity_id: 1,
        label: 'robot',
        active: true,
        scope: 'install',
        token_prefix: 'pky_',
        token_suffix: token.slice(-4),
        expires_at: '2098-12-31T22:00:00.000Z',
      });
      expect((await as(token, '/api/v1/packs')).status).toBe(200);
      expect((await dataOf<IntegrationTokenView[]>(await service.request(ALIAS)))[0]).toMatchObject({ id: view.id });
      const revoked = await dataOf<IntegrationTokenView>(await post(`${ALIAS}/${view.id}/revoke`, { reason: 'test' }));
      expect(revoked).toMatchObject({ id: view.id, active: false, revoked_at: expect.any(String) });
      expect((await as(token, '/api/v1/packs')).status).toBe(401);
      expect(await (await remove(`${ALIAS}/${view.id}`)).json()).toEqual({
        data: { message: "Token 'robot' deleted" },
      });
      expect((await post(ALIAS, { label: 'late', expires_at: '2001-01-01T00:00:00Z' })).status).toBe(400);
      expect((await service.request('/api/v1/identities/x/integration-tokens')).status).toBe(400);
    });
  });

  describe('by sessions', () => {
    it('logs in with the name of a token and the token, and says who that is', async () => {
      const { id, name, token } = await made({ scope: 'install' });
      const response = await post('/auth/login', { login: name, password: token }, false);
      const session = await dataOf<LoginView>(response);
      expect([response.status, response.headers.get('cache-control'), session]).toEqual([
        200,
        'no-store',
        {
          access_token: expect.stringMatching(/^pky_/),
          refresh_token: expect.stringMatching(/^pky_/),
          token_type: 'Bearer',
          expires_in: 3600,
          user: { id, login: name, display_name: null },
        },
      ]);
      const me = await dataOf<object>(await as(session.access_token, '/auth/me'));
      expect(me).toMatchObject({ id, login: name, auth_provider: 'local', can_change_password: false });
      expect(JSON.stringify(me)).toContain('{"resource":"packs","actions":["read","create"');
      expect(JSON.stringify(me)).not.toContain('identities');
      expect((await as(session.access_token, TOKENS)).status).toBe(403);
    });

    it('tells everybody that passwords are asked for', async () => {
      const settings = await dataOf<object>(await fetch(`${service.url}/auth/settings`));
      expect(settings).toMatchObject({ local_password_enabled: true, oidc_enabled: false, ldap_enabled: false });
    });

    it('is not listed among the tokens, and begins no further session', async () => {
      const { name, token } = await made({});
      const session = await loggedIn(token);
      expect((await listed()).filter((view) => view.name === name)).toHaveLength(1);
      for (const secret of [session.access_token, session.refresh_token]) {
        const refused = await post('/auth/token-login', { token: secret }, false);
        expect([refused.status, await errorOf(refused)]).toEqual([401, 'Invalid token']);
      }
    });

    it('opens nothing with a refresh token', async () => {
      const { refresh_token: token } = await loggedIn((await made({ scope: 'admin' })).token);
      expect((await as(token, '/api/v1/packs')).status).toBe(401);
      expect((await as(token, '/auth/me')).status).toBe(401);
    });

    it('exchanges a refresh token once', async () => {
      const { token } = await made({});
      const first = await loggedIn(token);
      const answers = await Promise.all(
        [1, 2, 3].map(() => post('/auth/refresh', { refresh_token: first.refresh_token }, false)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
      const second = await dataOf<SessionView>(answers.find(({ ok }) => ok)!);
      expect(Object.keys(second).sort()).toEqual(['access_token', 'expires_in', 'refresh_token', 'token_type']);
      expect((await as(second.access_token, '/api/v1/packs')).status).toBe(200);
      expect((await post('/auth/refresh', { refresh_token: second.refresh_token }, false)).status).toBe(200);
    });

    it('says what is wrong with a refresh token', async () => {
      const session = await loggedIn((await made({})).token);
      for (const [body, error] of [
        [undefined, 'Missing refresh token'],
        [{}, 'Missing refresh token'],
        [{ refresh_token: 'nonsense' }, 'Invalid or expired refresh token'],
        [{ refresh_token: session.access_token }, 'Invalid token type'],
      ] as const) {
        const refused = await post('/auth/refresh', body, false);
        expect([refused.status, await errorOf(refused)]).toEqual([401, error]);
      }
      expect((await post('/auth/refresh', { refresh_token: 'x'.repeat(5000) }, false)).status).toBe(400);
    });

    it.each(['GET', 'POST'])('ends on logout by %s, but the token that began it stays', async (method) => {
      const { token } = await made({});
      const [session, other] = [await loggedIn(token), await loggedIn(token)];
      const headers = { authorization: `Bearer ${session.access_token}` };
      const answer = await fetch(`${service.url}/auth/logout`, { method, headers });
      expect([answer.status, await answer.json()]).toEqual([200, { success: true, message: 'Logged out' }]);
      expect((await as(session.access_token, '/auth/me')).status).toBe(401);
      expect((await post('/auth/refresh', { refresh_token: session.refresh_token }, false)).status).toBe(401);
      expect((await as(other.access_token, '/auth/me')).status).toBe(200);
      expect((await as(token, '/auth/logout', { body: {} })).status).toBe(200);
      expect((await as(token, '/auth/me')).status).toBe(200);
    });

    it('forgets the sessions of a token that were over a day ago', async () => {
      const { id, token } = await made({});
      await loggedIn(token);
      await fixture.database.query(`UPDATE api_token SET expires_at = now() - interval '25 h' WHERE parent_id = $1`, [
        id,
      ]);
      await loggedIn(token);
      const rows = await fixture.database.query('SELECT kind FROM api_token WHERE parent_id = $1', [id]);
      expect(rows).toHaveLength(2);
    });

    it('refuses bodies that are none of a login', async () => {
      for (const body of [
        {},
        { login: 'x' },
        { login: 'x'.repeat(256), password: 'y' },
        { login: 'x', password: 'y'.repeat(4097) },
        { login: ['x'], password: { y: 1 } },
      ]) {
        expect((await post('/auth/login', body, false)).status).toBe(400);
      }
      expect((await post('/auth/token-login', { token: '' }, false)).status).toBe(400);
    });

    it('survives the start of a service with the same admin token, and not with another one', async () => {
      const { url } = await fixture.anotherDatabase();
      const options = { databaseUrl: url, home: fixture.path('home-2') };
      const first = await fixture.start(options);
      const { access_token: access } = await loggedIn(first.token, first);
      await first.stop();
      const again = await fixture.start(options);
      expect((await as(access, '/auth/me', {}, again)).status).toBe(200);
      await again.stop();
      const environment = { PACKYARD_ADMIN_TOKEN: 'another-admin-token' };
      expect((await as(access, '/auth/me', {}, await fixture.start({ ...options, environment }))).status).toBe(401);
    });
  });

  it('slows down who guesses, even when the next guess is right', async () => {
    const { url: databaseUrl } = await fixture.anotherDatabase();
    const other = await fixture.start({ databaseUrl, home: fixture.path('home-3') });
    const attempt = (password: string) => post('/auth/login', { login: 'admin', password }, false, other);
    expect((await attempt(other.token)).status).toBe(200);
    for (let i = 0; i < 5; i += 1) {
      const answers = [await attempt('x'), await post('/auth/token-login', { token: 'x' }, false, other)];
      expect(answers.map(({ status }) => status)).toEqual([401, 401]);
      expect(await Promise.all(answers.map(errorOf))).toEqual(['Invalid login or password', 'Invalid token']);
    }
    const limited = await attempt(other.token);
    expect([limited.status, Number(limited.headers.get('retry-after')) > 0, await limited.json()]).toEqual([
      429,
      true,
      expect.objectContaining({ code: 'RATE_LIMITED' }),
    ]);
    expect((await as(other.token, '/auth/me', {}, other)).status).toBe(200);
  });

  describe('on the command line', () => {
    it('prints the token that it uses, and nothing else', async () => {
      expect(await packyard(['auth', 'token'])).toEqual({ code: 0, stdout: `${service.token}\n`, stderr: '' });
      const given = await packyard(['auth', 'token'], { PACKYARD_TOKEN: 'of-the-variable' });
      expect(given.stdout).toBe('of-the-variable\n');
      const none = await packyard(['--home', fixture.path(), 'auth', 'token']);
      expect([none.code, none.stdout, none.stderr]).toEqual([
        4,
        '',
        expect.stringContaining('admin-token does not exist'),
      ]);
    });

    it('makes a token, lists and revokes it', async () => {
      const created = await packyard([
        'auth',
        'token',
        'create',
        '--name',
        'of-cli',
        '--scope',
        'read',
        '--expires-in',
        '30d',
      ]);
      expect(created).toMatchObject({ code: 0, stderr: expect.stringContaining('shown only once') });
      expect(created.stderr).toMatch(/^Whoever has the token of-cli may see packs, .* and change nothing, until 2/);
      expect(created.stdout).toMatch(/^pky_[\w-]{43}\n$/);
      const environment = { PACKYARD_TOKEN: created.stdout.trim() };
      const whoami = await packyard(['auth', 'whoami'], environment);
      expect(whoami.stdout).toMatch(/^token: +of-cli$[\s\S]*^may: +packs read,/m);
      const views = JSON.parse((await packyard(['auth', 'token', 'list', '--json'])).stdout) as TokenView[];
      const { id, expires_at: expires, created: since } = views.find(({ name }) => name === 'of-cli')!;
      expect(Math.round((Date.parse(expires ?? '') - Date.parse(since)) / 86_400_000)).toBe(30);
      expect((await packyard(['auth', 'token', 'list'])).stdout).toMatch(
        new RegExp(`^${id} +of-cli +read +- +usable`, 'm'),
      );
      expect((await packyard(['auth', 'token', 'revoke', String(id)])).stdout).toBe(`token ${id} (of-cli) revoked\n`);
      expect((await packyard(['auth', 'whoami'], environment)).code).toBe(4);
      expect((await packyard(['auth', 'token', 'list'])).stdout).toMatch(
        new RegExp(`^${id} +of-cli +read +- +revoked`, 'm'),
      );
    });

    it('prints JSON when asked to, with the token where it was made', async () => {
      const created = await packyard(['auth', 'token', 'create', '--name', 'json', '--expires-in', '12h', '--json']);
      expect(JSON.parse(created.stdout)).toMatchObject({ name: 'json', scope: 'install', token: expect.any(String) });
      expect(JSON.parse((await packyard(['auth', 'whoami', '--json'])).stdout)).toMatchObject({ login: 'admin' });
    });

    it.each([
      ['a time that is none', ['create', '--name', 'x', '--expires-in', 'soon'], 2, /30d/],
      ['a time that is too short', ['create', '--name', 'x', '--expires-in', '5s'], 2, /expires_in/],
      ['a scope that is none', ['create', '--name', 'x', '--scope', 'root'], 2, /agent, read, install, admin/],
      ['no name', ['create'], 2, /--name/],
      ['a token that is none', ['revoke', 'abc'], 2, /Token 'abc' not found/],
      ['an unknown command', ['creat'], 2, /./],
    ])('answers %s in words', async (_what, args, code, words) => {
      const result = await packyard(['auth', 'token', ...args]);
      expect([result.code, result.stdout, result.stderr]).toEqual([code, '', expect.stringMatching(words)]);
    });
  });

  let count = 0;
  async function made(wanted: { scope?: string; expires_in?: number }): Promise<CreatedToken> {
    const response = await post(TOKENS, { name: `token-${(count += 1)}`, scope: 'read', ...wanted });
    expect(response.status).toBe(201);
    return dataOf(response);
  }

  async function listed(): Promise<TokenView[]> {
    return dataOf(await service.request(`${TOKENS}?page_size=100`));
  }

  async function found(id: number): Promise<TokenView> {
    return (await listed()).find((view) => view.id === id)!;
  }

  async function loggedIn(token: string, where = service): Promise<LoginView> {
    return dataOf(await post('/auth/token-login', { token }, false, where));
  }

  function as(token: string, path: string, init: { body?: unknown } = {}, where = service): Promise<Response> {
    return where.request(path, { ...init, headers: { authorization: `Bearer ${token}` } });
  }

  function post(path: string, body: unknown, isAdmin = true, where = service): Promise<Response> {
    return fetch(`${where.url}${path}`, {
      method: 'POST',
      headers: {
        ...(isAdmin ? { authorization: `Bearer ${where.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  function remove(path: string): Promise<Response> {
    return fetch(`${service.url}${path}`, { method: 'DELETE', headers: { authorization: `Bearer ${service.token}` } });
  }

  async function everyToken(): Promise<string> {
    const rows = await fixture.database.query<{ row: string }>('SELECT t::text AS row FROM api_token t');
    return rows.map(({ row }) => row).join('\n');
  }

  function packyard(args: readonly string[], environment: Record<string, string> = {}) {
    const child = spawn(process.execPath, [resolve(__dirname, '../bin/packyard.mjs'), ...args], {
      cwd: fixture.path(),
      env: { PATH: process.env['PATH'], HOME: fixture.path(), PACKYARD_HOME: fixture.path('home'), ...environment },
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    return new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
      child.once('close', (code) => done({ code, ...output }));
    });
  }
});

async function dataOf<Data>(response: Response): Promise<Data> {
  return ((await response.json()) as { data: Data }).data;
}

async function errorOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { error: unknown }).error;
}
