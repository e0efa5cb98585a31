import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GortClient } from './support/gort-client';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const SCOPES = ['agent', 'read', 'install', 'admin'] as const;
const COLUMNS = ['nobody', 'agent', 'read', 'limited', 'install', 'admin'] as const;
type Column = (typeof COLUMNS)[number];

/** Who may use a route that needs this. */
const OPEN_TO: Readonly<Record<Column, readonly Column[]>> = {
  nobody: COLUMNS,
  agent: ['agent', 'install', 'admin'],
  read: ['read', 'limited', 'install', 'admin'],
  limited: ['limited', 'install', 'admin'],
  install: ['install', 'admin'],
  admin: ['admin'],
};

interface Route {
  method: string;
  path: string;
  /** For each column of the table: whether it may. */
  may: Record<Column, boolean>;
}

const manual = (name: string) =>
  readFileSync(resolve(__dirname, '../docs', name), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

const routes: Route[] = manual('access.md')
  .filter(([, route = '']) => /^[A-Z]+ \//.test(route))
  .map(([, route = '', ...cells]) => {
    const [method = '', path = ''] = route.split(' ');
    const may = Object.fromEntries(COLUMNS.map((column, index) => [column, cells[index] === 'yes'])) as Route['may'];
    return { method, path, may };
  });

describe('every route and every principal', () => {
  const fixture = new TestFixture();
  let service: Service;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    service = await fixture.start();
    for (const scope of SCOPES) {
      const answer = await service.request('/api/v1/tokens', { body: { name: `with ${scope}`, scope } });
      tokens[scope] = ((await answer.json()) as { data: { token: string } }).data.token;
    }
    const limits = { packs: ['nothing'] };
    const limited = await service.request('/api/v1/tokens', { body: { name: 'limited', scope: 'install', limits } });
    tokens['limited'] = ((await limited.json()) as { data: { token: string } }).data.token;
    const session = await service.request('/auth/token-login', { body: { token: tokens['admin'] } });
    const { data } = (await session.json()) as { data: { access_token: string; refresh_token: string } };
    tokens['refresh'] = data.refresh_token;
    tokens['session'] = data.access_token;
  });

  it('docs/access.md has every route that there is, with the scope that it needs', async () => {
    const { paths } = (await (await service.request('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { 'x-needs'?: Column; 'x-heeds-limits'?: boolean }>>;
    };
    const known = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const needed = operation['x-needs'] ?? 'admin';
        const first = needed === 'install' && operation['x-heeds-limits'] === true ? 'limited' : needed;
        return `${method.toUpperCase()} ${path}: ${OPEN_TO[first].join(', ')}`;
      }),
    );
    const documented = routes.map(
      ({ method, path, may }) => `${method} ${path}: ${COLUMNS.filter((column) => may[column]).join(', ')}`,
    );
    expect(documented).toEqual(known);
    expect(known.length).toBeGreaterThan(70);
  });

  it.each<[string, Column, (token: Record<string, string>) => string | undefined]>([
    ['nothing', 'nobody', () => undefined],
    ['garbage', 'nobody', () => 'Bearer garbage'],
    ['half a header', 'nobody', () => 'Bearer'],
    ['a refresh token', 'nobody', ({ refresh }) => `Bearer ${refresh}`],
    ['a token of an agent', 'agent', ({ agent }) => `Bearer ${agent}`],
    ['a token with read', 'read', ({ read }) => `Bearer ${read}`],
    ['a limited token with install', 'limited', ({ limited }) => `Bearer ${limited}`],
    ['a token with install', 'install', ({ install }) => `Bearer ${install}`],
    ['a token with admin', 'admin', ({ admin }) => `Bearer ${admin}`],
    ['a session with admin', 'admin', ({ session }) => `Bearer ${session}`],
  ])('%s opens what the table says, and nothing else', async (_name, column, authorizationOf) => {
    // The last one ends the session.
    const last = (path: string) => Number(path === '/auth/logout');
    for (const route of [...routes].sort((a, b) => last(a.path) - last(b.path))) {
      const status = await ask(route, authorizationOf(tokens));
      expect(`${route.method} ${route.path} ${outcomeOf(status, route, column)}`).toBe(
        `${route.method} ${route.path} as the table says`,
      );
      if (route.path === '/auth/logout' && column === 'admin') break;
    }
  });

  it('Basic opens what only looks, and nothing that changes anything', async () => {
    const basic = `Basic ${Buffer.from(`x:${tokens['admin'] ?? ''}`).toString('base64')}`;
    for (const route of routes.filter(({ may }) => !may.nobody)) {
      const status = await ask(route, basic);
      const isChange = route.method !== 'GET' || route.path === '/auth/logout';
      expect([route.method, route.path, status === 401]).toEqual([route.method, route.path, isChange]);
    }
  });

  it('users of bundles open below /v2 what their permissions say, and nothing below /api/v1', async () => {
    const admin = new GortClient(service.url);
    const { body } = await admin.raw('POST', '/v2/bootstrap', { body: {} });
    admin.password = (JSON.parse(body) as { password: string }).password;
    const permissionOf = new Map(
      manual('access.md').flatMap(([, commands = '', permission = '']) =>
        /^(gort:|none)/.test(permission) ? commands.split(', ').map((command) => [command, permission] as const) : [],
      ),
    );
    expect(permissionOf.size).toBe(8);
    const guarded = manual('gort-compatibility.md').filter(
      ([, route = '', needs = '']) => /^[A-Z]+ \/v2/.test(route) && needs.startsWith('gort:'),
    );
    expect(guarded.length).toBeGreaterThan(35);
    for (const permission of ['none', ...new Set(permissionOf.values())].filter(
      (one, index) => index === 0 || one !== 'none',
    )) {
      const client = await hired(admin, permission);
      for (const [, route = '', needs = ''] of guarded) {
        const [method = '', path = ''] = route.split(' ');
        const command = needs.replace('gort:', '').split(' ')[0] ?? '';
        const needed = permissionOf.get(command) ?? 'no such command';
        const answer = await client.send(
          method,
          path.replace(/\{\w+\}/g, 'nothing'),
          method === 'PUT' ? {} : undefined,
        );
        const isOpen = needed === 'none' || needed === permission;
        expect([permission, route, answer.status === 401]).toEqual([permission, route, !isOpen]);
      }
      const token = (client as unknown as { token: { Token: string } }).token.Token;
      expect(
        (await fetch(`${service.url}/api/v1/packs`, { headers: { authorization: `Bearer ${token}` } })).status,
      ).toBe(401);
    }
    const foreign = await admin.raw('GET', '/v2/users', { token: tokens['admin'] });
    expect(foreign.status).toBe(401);
  });

  function outcomeOf(status: number, { may, path }: Route, column: Column): string {
    // What is asked is asked wrongly, so that nothing happens: that it is understood is enough.
    const isLogin = path === '/auth/refresh' && status === 401;
    const isOpen = isLogin || (status !== 401 && status !== 403);
    const expected = column === 'nobody' ? 401 : 403;
    if (may[column] ? isOpen : status === expected) return 'as the table says';
    return `${status}, although the table says ${may[column] ? 'yes' : 'no'} for ${column}`;
  }

  async function ask({ method, path }: Route, authorization: string | undefined): Promise<number> {
    const filled = path
      .replace('{identity_id}', '1')
      .replace(/\{(id|generation)\}/, '999999')
      .replace(/\{\w+\}/g, 'nothing');
    const hasBody = method === 'POST' || method === 'PUT';
    const response = await fetch(`${service.url}${filled}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
      },
      ...(hasBody ? { body: '{"nothing": true}' } : {}),
    });
    await response.body?.cancel();
    return response.status;
  }

  async function hired(admin: GortClient, permission: string): Promise<GortClient> {
    const name = permission.replace(/^gort:/, 'only-');
    const client = new GortClient(service.url, name);
    client.password = `the password of ${name}`;
    await admin.call('PUT', `/v2/users/${name}`, { password: client.password });
    await admin.call('PUT', `/v2/groups/${name}`);
    await admin.call('PUT', `/v2/roles/${name}`);
    await admin.call('PUT', `/v2/groups/${name}/roles/${name}`);
    await admin.call('PUT', `/v2/groups/${name}/members/${name}`);
    const granted = permission.replace(/^gort:/, '');
    if (permission !== 'none') await admin.call('PUT', `/v2/roles/${name}/bundles/gort/permissions/${granted}`);
    return client;
  }
});
