import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { resolve } from 'node:path';
import { aPack, eventually, nodejsOnPath } from '@packyard/testing';
import { GortClient } from './support/gort-client';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const fixture = new TestFixture();
let service: Service;
let gort: GortClient;

const BUNDLE = { GortBundleVersion: 1, Description: 'd' };
const at = (version: string, name = 'date') => `/v2/bundles/${name}/versions/${version}`;
/** `GET /v2/users/{user}`, every route that the manual lists. */
const ROUTES = [
  ...readFileSync(resolve(__dirname, '../docs/gort-compatibility.md'), 'utf8').matchAll(/^\| `([A-Z]+) (\/v2\S*)`/gm),
].map(([, method = '', path = '']) => ({ method, path }));
/** Nothing of these has ever existed, or can. */
const STRANGE = ['%00', '%zz', '%ff', 'a%2Fb', '..%2F..', '%F0%9F%92%A9', 'A:B', '-', '__proto__', 'x'.repeat(3000)];
const BODIES = [
  '',
  '{',
  'null',
  '[]',
  '3',
  '"x"',
  '{"email":3,"Commands":[],"username":{}}',
  '{"mappings":{"a":"\\u0000"}}',
];

beforeAll(async () => {
  service = await fixture.start();
  gort = new GortClient(service.url);
  const user = JSON.parse((await gort.raw('POST', '/v2/bootstrap', { body: {} })).body) as { password: string };
  gort.password = user.password;
});

it('knows every route of the manual, and asks for a token unless it is for everybody', async () => {
  const open = ['/v2/bootstrap', '/v2/authenticate', '/v2/healthz'];
  const statuses = await Promise.all(
    ROUTES.map(async ({ method, path }) => {
      const { status } = await gort.raw(method, path.replace(/\{\w+\}/g, 'x'), {});
      return `${method} ${path}: ${open.includes(path) ? status !== 401 : status}`;
    }),
  );
  expect(statuses).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}: ${open.includes(path) || 401}`));
  expect(ROUTES.length).toBeGreaterThan(40);
});

it('answers nothing strange with a failure of its own, and everything as plain text', async () => {
  const wrong: string[] = [];
  const check = async (method: string, path: string, text: string) => {
    const { status, headers } = await gort.send(method, path, text);
    const isText = status === 204 || headers['content-type'] === 'text/plain; charset=utf-8';
    const isFine = (status < 500 || status === 501) && isText && headers['x-content-type-options'] === 'nosniff';
    if (!isFine) wrong.push(`${method} ${path.slice(0, 100)} ${text}: ${status} ${String(headers['content-type'])}`);
  };
  const named = ROUTES.filter(({ path }) => path.includes('{'));
  for (const name of STRANGE) {
    for (const { method, path } of named) await check(method, path.replace(/\{\w+\}/g, name), JSON.stringify(BUNDLE));
  }
  // Bodies that can't be meant, wherever one is read; what they make is not there afterwards.
  for (const text of BODIES) {
    await check('PUT', '/v2/users/strange', text);
    await check('PUT', at('1.0.0', 'strange'), text);
  }
  expect(wrong).toEqual([]);
  expect(await gort.json('GET', '/v2/users')).toMatchObject([{ username: 'admin' }]);
  expect((await gort.send('HEAD', '/v2/bundles/strange')).status).toBe(404);
  expect(service.log.join('')).not.toMatch(/ ERROR /);
});

it.each(['HTTP/1.0', 'HTTP/1.1'])('bootstraps for nobody that %s brings from another user', async (protocol) => {
  const text = `POST /v2/bootstrap ${protocol}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;
  const send = `on('connect', function () { this.write(process.argv[1]); }).pipe(process.stdout)`;
  const script = `require('net').connect(${new URL(service.url).port}, '127.0.0.1').${send}`;
  // Only root can be somebody else; anybody else is the user of the service, and merely says nothing.
  const isAnother = platform() === 'linux' && process.getuid?.() === 0;
  const child = spawn(nodejsOnPath().program, ['-e', script, text], {
    cwd: '/',
    ...(isAnother ? { uid: 65_534 } : {}),
  });
  let answer = '';
  child.stdout.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  await once(child, 'close');
  expect(answer.split(' ')[1]).toBe(isAnother || protocol === 'HTTP/1.0' ? '403' : '406');
  // The one before, and the one that was refused, are in the audit with where they came from.
  const rows = (action: string, subject: string) =>
    fixture.database.query<{ address: string }>(`SELECT address FROM audit_event WHERE action = $1 AND subject = $2`, [
      action,
      subject,
    ]);
  expect(await rows('user.create', 'user admin')).toEqual([{ address: '127.0.0.1' }]);
  if (isAnother || protocol === 'HTTP/1.0') {
    await eventually(async () => {
      expect(await rows('access.deny', 'POST /v2/bootstrap')).toEqual([{ address: '127.0.0.1' }]);
    });
  }
});

it('has an empty list of schedules, which the newest client shows', async () => {
  expect(await gort.json('GET', '/v2/schedules')).toEqual([]);
  await expect(gort.call('PUT', '/v2/schedules', {})).rejects.toThrow('method not implemented');
});

it("takes the last mapping away as Gort's client does, which sends the user without any", async () => {
  const ada = { username: 'ada', email: 'ada@example.org' };
  await gort.call('PUT', '/v2/users/ada', { ...ada, mappings: { slack: 'U1', discord: 'D1' } });
  await gort.call('PUT', '/v2/users/ada', { ...ada, mappings: { slack: 'U1' } });
  expect(await gort.json('GET', '/v2/users/ada')).toEqual({ ...ada, mappings: { slack: 'U1' } });
  // `gort user update` says nothing of mappings, and is not about them.
  await gort.call('PUT', '/v2/users/ada', { username: 'ada', fullname: 'Ada' });
  expect(await gort.json('GET', '/v2/users/ada')).toEqual({ ...ada, fullname: 'Ada', mappings: { slack: 'U1' } });
  await gort.call('PUT', '/v2/users/ada', { ...ada, fullname: 'Ada' });
  expect(await gort.json('GET', '/v2/users/ada')).toEqual({ ...ada, fullname: 'Ada' });
  await gort.call('DELETE', '/v2/users/ada');
});

it('takes a token for some seconds longer than its client does', async () => {
  await gort.authenticate();
  const { ValidUntil } = gort['token'] as { ValidUntil: string };
  const [kept] = await fixture.database.query<{ grace: string }>(
    'SELECT extract(epoch FROM max(expires_at) - $1::timestamptz) AS grace FROM account_token',
    [ValidUntil],
  );
  expect(Number(kept?.grace)).toBeCloseTo(5, 2);
});

it('takes one of several installs of the same version', async () => {
  await gort.authenticate();
  const answers = await Promise.all([1, 2, 3, 4].map(() => gort.send('PUT', at('1.0.0'), BUNDLE)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
});

it('obeys the first letter of enabled, and nothing else', async () => {
  const enabled = async () => (await gort.json<{ Enabled?: boolean }>('GET', at('1.0.0'))).Enabled === true;
  const states: boolean[] = [];
  for (const query of ['?enabled=TRUE', '?enabled=maybe', '', '?enabled=f', '?enabled=0', '?enabled=tomorrow']) {
    expect([query, await gort.call('PATCH', `${at('1.0.0')}${query}`)]).toEqual([query, '']);
    states.push(await enabled());
  }
  expect(states).toEqual([true, true, true, false, false, true]);
  await expect(gort.call('PATCH', at('9.9.9'))).rejects.toThrow('no such bundle');
  // Which version is named when disabling makes no difference.
  expect(await gort.call('PATCH', `${at('9.9.9')}?enabled=false`)).toBe('');
  expect(await enabled()).toBe(false);
});

it('sends paths with empty parts on to those without', async () => {
  for (const path of ['//v2/bundles?x=//y', '/v2///bundles?x=//y']) {
    expect(await gort.raw('GET', path)).toMatchObject({ status: 301, headers: { location: '/v2/bundles?x=//y' } });
  }
});

it('answers lists of nothing with an array, so that its client shows a user without groups', async () => {
  await gort.call('PUT', '/v2/users/loner', { username: 'loner', email: 'l@example.com', password: 'long enough' });
  await gort.call('PUT', '/v2/groups/empty', { name: 'empty' });
  await gort.call('PUT', '/v2/roles/idle');
  const lists = ['users/loner/groups', 'users/loner/permissions', 'groups/empty/members', 'groups/empty/roles'];
  for (const path of [...lists, 'roles/idle/permissions']) {
    expect([path, await gort.json('GET', `/v2/${path}`)]).toEqual([path, []]);
  }
});

it('keeps its hands off packs that are no bundles', async () => {
  const pack = aPack('slack').version('1.0.0').writeTo(fixture.path('slack'));
  expect((await service.install([pack], { skip_tests: true })).status).toBe('completed');
  expect(JSON.stringify(await gort.json('GET', '/v2/bundles'))).not.toContain('slack');
  expect((await gort.send('GET', '/v2/bundles/slack/versions')).status).toBe(204);
  expect((await gort.send('HEAD', at('1.0.0', 'slack'))).status).toBe(404);
  for (const [method, path] of [
    ['GET', at('1.0.0', 'slack')],
    ['DELETE', at('1.0.0', 'slack')],
    ['PATCH', `${at('-', 'slack')}?enabled=false`],
    ['PATCH', `${at('1.0.0', 'slack')}?enabled=true`],
  ] as const) {
    await expect(gort.call(method, path)).rejects.toThrow('no such bundle');
  }
  for (const version of ['1.0.0', '2.0.0']) {
    const answer = await gort.send('PUT', at(version, 'slack'), BUNDLE);
    expect([answer.status, answer.body]).toEqual([409, expect.stringMatching(/^bundle already exists\n.*'slack'/)]);
  }
  expect((await service.pack('slack'))?.version).toBe('1.0.0');
});

it('keeps its hands off a name under which there is a pack besides a bundle', async () => {
  for (const version of ['1.0.0', '2.0.0']) await gort.call('PUT', at(version, 'mixed'), BUNDLE);
  await gort.call('PATCH', `${at('1.0.0', 'mixed')}?enabled=true`);
  await fixture.database.query(
    `UPDATE pack_version SET format = 'attune' FROM pack WHERE pack.id = pack_id AND ref = 'mixed' AND version = '1.0.0'`,
  );
  for (const [method, path] of [
    ['DELETE', at('2.0.0', 'mixed')],
    ['PATCH', `${at('-', 'mixed')}?enabled=false`],
    ['PATCH', `${at('2.0.0', 'mixed')}?enabled=true`],
  ] as const) {
    await expect(gort.call(method, path)).rejects.toThrow('no such bundle');
  }
  expect((await gort.send('PUT', at('3.0.0', 'mixed'), BUNDLE)).status).toBe(409);
  expect((await service.pack('mixed'))?.version).toBe('1.0.0');
});

it.each([
  ['DELETE', '/v2/groups/admin/members/admin', "The user 'admin' stays in the group 'admin'"],
  ['DELETE', '/v2/groups/admin/roles/admin', "The group 'admin' keeps the role 'admin'"],
  ['DELETE', '/v2/roles/admin/bundles/gort/permissions/manage_users', "The role 'admin' keeps gort:manage_users"],
])('keeps the first administrator able to manage the others: %s %s', async (method, path, message) => {
  await expect(gort.call(method, path)).rejects.toThrow(`admin can't be deleted\n  contains: ${message}`);
  expect(await gort.json('GET', '/v2/users/admin/permissions')).toHaveLength(5);
});

it('slows down who guesses passwords', async () => {
  const wrong = { body: { username: 'admin', password: 'guess' } };
  const statuses: number[] = [];
  for (let i = 0; i < 12; i += 1) statuses.push((await gort.raw('POST', '/v2/authenticate', wrong)).status);
  expect([...new Set(statuses)]).toEqual([403, 429]);
});
