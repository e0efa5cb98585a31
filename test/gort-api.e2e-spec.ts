import { GortClient } from './support/gort-client';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const fixture = new TestFixture();
let service: Service;
let gort: GortClient;

const DATE = {
  GortBundleVersion: 1,
  Name: 'ignored',
  Version: 'ignored',
  Enabled: true,
  Description: 'Tells the date',
  Image: 'alpine',
  Permissions: ['tell'],
  Commands: {
    date: {
      description: 'the date',
      executable: ['/bin/date'],
      rules: ['must have date:tell'],
      trigger: [{ match: 'd' }],
    },
  },
};
const at = (version: string, name = 'date') => `/v2/bundles/${name}/versions/${version}`;

beforeAll(async () => {
  service = await fixture.start();
  gort = new GortClient(service.url);
});

describe("the life of a bundle, by the calls of Gort's client", () => {
  it('bootstraps once', async () => {
    const { status, body } = await gort.raw('POST', '/v2/bootstrap', { body: {} });
    const user = JSON.parse(body) as Record<string, string>;
    expect({ status, user }).toEqual({
      status: 200,
      user: {
        email: 'gort@localhost',
        fullname: 'Gort Administrator',
        username: 'admin',
        password: expect.stringMatching(/^[\w+/]{32}$/) as string,
      },
    });
    gort.password = user['password'] ?? '';
    expect(await gort.raw('POST', '/v2/bootstrap', { body: {} })).toMatchObject({
      status: 409,
      body: 'Service already bootstrapped\n',
    });
  });

  it('authenticates for ten seconds', async () => {
    const answer = await gort.raw('POST', '/v2/authenticate', {
      body: { username: 'admin', password: gort.password },
    });
    const token = JSON.parse(answer.body) as Record<string, string>;
    expect(Object.keys(token)).toEqual(['Token', 'User', 'ValidFrom', 'ValidUntil']);
    expect(token['Token']).toHaveLength(64);
    expect(Date.parse(token['ValidUntil'] ?? '') - Date.parse(token['ValidFrom'] ?? '')).toBe(10_000);
  });

  it('lists nothing but the built-in bundle', async () => {
    const bundles = await gort.json<{ Name: string; Enabled: boolean }[]>('GET', '/v2/bundles');
    expect(bundles.map(({ Name, Enabled }) => [Name, Enabled])).toEqual([['gort', true]]);
  });

  it('installs: HEAD, then PUT', async () => {
    expect(await gort.send('HEAD', at('1.0.0'))).toMatchObject({ status: 404, body: '' });
    expect(await gort.call('PUT', at('1.0.0'), DATE)).toBe('');
    expect(await gort.send('HEAD', at('1.0.0'))).toMatchObject({ status: 200, body: '' });
    // As older clients ask.
    expect((await gort.send('GET', at('1.0.0'))).status).toBe(200);
    await expect(gort.call('PUT', at('1.0.0'), DATE)).rejects.toThrow('bundle already exists');
  });

  it('enables and shows', async () => {
    await gort.call('PUT', at('2.0.0'), DATE);
    expect(await gort.call('PATCH', `${at('1.0.0')}?enabled=true`)).toBe('');
    const bundles = await gort.json<Record<string, unknown>[]>('GET', '/v2/bundles/date/versions');
    expect(bundles.map(({ Version, Enabled }) => [Version, Enabled])).toEqual([
      ['1.0.0', true],
      ['2.0.0', undefined],
    ]);
    expect(await gort.json('GET', at('1.0.0'))).toEqual({
      GortBundleVersion: 1,
      Name: 'date',
      Version: '1.0.0',
      Enabled: true,
      Description: 'Tells the date',
      Image: 'alpine:latest',
      InstalledOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      InstalledBy: 'admin',
      Kubernetes: {},
      Permissions: ['tell'],
      Commands: {
        date: {
          description: 'the date',
          executable: ['/bin/date'],
          rules: ['must have date:tell'],
          templates: {},
          trigger: [{ match: 'd' }],
        },
      },
      Templates: {},
    });
  });

  it('refuses to uninstall what is enabled, with the sentence of the manual', async () => {
    expect(await gort.send('DELETE', at('1.0.0'))).toMatchObject({
      status: 409,
      body: 'Cannot uninstall enabled version. Please disable the bundle first\n',
    });
  });

  it('disables whichever version is enabled, and uninstalls', async () => {
    expect(await gort.call('PATCH', `${at('-')}?enabled=false`)).toBe('');
    await expect(gort.call('PATCH', `${at('-')}?enabled=false`)).rejects.toThrow('no such bundle');
    await gort.call('DELETE', at('1.0.0'));
    await gort.call('DELETE', at('2.0.0'));
    await expect(gort.call('DELETE', at('2.0.0'))).rejects.toThrow('no such bundle');
    await expect(gort.call('GET', '/v2/bundles/date/versions')).rejects.toThrow('No Content');
  });
});

describe('what the client is told when something is wrong', () => {
  it.each([
    ['GET', '/v2/nothing', 404, '404 page not found\n'],
    ['GET', '/v2/bundles/', 404, '404 page not found\n'],
    ['POST', '/v2/bundles', 405, ''],
    ['HEAD', '/v2/bundles', 405, ''],
    ['GET', '/v2/bundles', 401, 'Unauthorized\n'],
  ])('%s %s without a token: %d', async (method, path, status, body) => {
    expect(await gort.raw(method, path)).toMatchObject({ status, body });
  });

  it('answers errors as plain text', async () => {
    const { headers } = await gort.raw('GET', '/v2/bundles');
    expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
    expect(await gort.raw('GET', '/v2//bundles')).toMatchObject({
      status: 301,
      headers: { location: '/v2/bundles' },
    });
  });

  it.each([
    ['{', 406, 'Corrupt JSON payload\n'],
    ['[]', 406, 'Corrupt JSON payload\n'],
    ['{"Description": 3, "GortBundleVersion": "x"}', 406, /^Corrupt JSON payload\n {2}contains: gort_bundle_version/],
    ['{"GortBundleVersion": 1}', 417, /^a required field is missing\n {2}contains: the field 'description'/],
    ['{"description": "d"}', 417, /^a required field is missing/],
    ['{"gortbundleversion": 1, "DESCRIPTION": "d", "Commands": null}', 200, ''],
    ['{"GortBundleVersion": 7, "Description": "d"}', 409, /its gort_bundle_version is 7, and this server supports 1/],
    [
      '{"GortBundleVersion":1,"Description":"d","Commands":{"x":{"rules":["must hve x"]}}}',
      417,
      /rule 1 of the command x: expected have; got hve \(line 1, column 6\)/,
    ],
    [
      '{"GortBundleVersion":1,"Description":"d","Commands":{"x":{"rules":["must have other:use"]}}}',
      417,
      /the permission other:use belongs to another bundle/,
    ],
  ])('PUT %s: %d', async (text, status, body) => {
    await gort.authenticate();
    const { Token } = gort['token'] as { Token: string };
    const answer = await gort.raw('PUT', at('1.0.0', 'wrong'), { text, token: Token });
    expect({ status: answer.status, body: answer.body }).toEqual({
      status,
      body: typeof body === 'string' ? body : (expect.stringMatching(body) as string),
    });
    if (status === 200) await gort.call('DELETE', at('1.0.0', 'wrong'));
  });

  it('keeps the bundle by which everything is guarded', async () => {
    await expect(gort.call('PATCH', `${at('-', 'gort')}?enabled=false`)).rejects.toThrow(/can't be disabled/);
    await expect(gort.call('DELETE', at('0.0.1', 'gort'))).rejects.toThrow(/can't be uninstalled/);
  });

  it('tells wrong users from wrong passwords', async () => {
    const body = (username: string) => ({ body: { username, password: 'wrong' } });
    expect(await gort.raw('POST', '/v2/authenticate', body('nobody'))).toMatchObject({
      status: 400,
      body: 'No such user\n',
    });
    expect(await gort.raw('POST', '/v2/authenticate', body('admin'))).toMatchObject({
      status: 403,
      body: 'Forbidden\n',
    });
  });
});

describe('users, groups and roles', () => {
  it('lets a user do what the roles of the groups allow', async () => {
    await gort.call('PUT', at('1.0.0'), DATE);
    await gort.call('PUT', '/v2/users/ada', { email: 'ada@example.org', password: 'secret of ada' });
    const ada = new GortClient(service.url, 'ada');
    ada.password = 'secret of ada';
    expect(await ada.json('GET', '/v2/bundles')).toHaveLength(2);
    await expect(ada.call('GET', at('1.0.0'))).rejects.toThrow('unauthorized');

    await gort.call('PUT', '/v2/groups/operators');
    await gort.call('PUT', '/v2/groups/operators/members/ada');
    await gort.call('PUT', '/v2/roles/operator');
    await gort.call('PUT', '/v2/groups/operators/roles/operator');
    await gort.call('PUT', '/v2/roles/operator/bundles/gort/permissions/manage_commands');
    await gort.call('PUT', '/v2/roles/operator/bundles/date/permissions/tell');
    expect(await ada.json('GET', at('1.0.0'))).toMatchObject({ Name: 'date' });

    expect(await gort.json('GET', '/v2/users/ada')).toEqual({ email: 'ada@example.org', username: 'ada' });
    expect(await gort.json('GET', '/v2/users/ada/permissions')).toEqual([
      { BundleName: 'date', Permission: 'tell' },
      { BundleName: 'gort', Permission: 'manage_commands' },
    ]);
    expect(await gort.json('GET', '/v2/groups/operators')).toEqual({
      name: 'operators',
      roles: [
        {
          Name: 'operator',
          Permissions: [
            { BundleName: 'date', Permission: 'tell' },
            { BundleName: 'gort', Permission: 'manage_commands' },
          ],
          Groups: [{ name: 'operators' }],
        },
      ],
      users: [{ email: 'ada@example.org', username: 'ada' }],
    });
  });

  it('takes grants away with the last version that declares them', async () => {
    await gort.call('DELETE', at('1.0.0'));
    expect(await gort.json('GET', '/v2/roles/operator/permissions')).toEqual([
      { BundleName: 'gort', Permission: 'manage_commands' },
    ]);
    await expect(gort.call('PUT', '/v2/roles/operator/bundles/date/permissions/tell')).rejects.toThrow(
      'no such permission',
    );
  });

  it.each([
    ['DELETE', '/v2/users/admin', "admin can't be deleted"],
    ['DELETE', '/v2/groups/admin', "admin can't be deleted"],
    ['DELETE', '/v2/roles/admin', "admin can't be deleted"],
    ['GET', '/v2/users/nobody', 'no such user'],
    ['GET', '/v2/groups/none', 'no such group'],
    ['GET', '/v2/roles/none', 'no such role'],
    ['PUT', '/v2/groups/none/members/ada', 'no such group'],
    ['PUT', '/v2/roles/none/bundles/gort/permissions/manage_users', 'no such role'],
    ['PUT', '/v2/roles/operator', 'role already exists'],
    ['GET', '/v2/configs/date', 'No Content'],
  ])('%s %s: %s', async (method, path, message) => {
    await expect(gort.call(method, path)).rejects.toThrow(message);
  });

  it('revokes and removes', async () => {
    await gort.call('DELETE', '/v2/roles/operator/bundles/gort/permissions/manage_commands');
    await gort.call('DELETE', '/v2/roles/operator');
    await gort.call('DELETE', '/v2/groups/operators');
    await gort.call('DELETE', '/v2/users/ada');
    expect(await gort.json('GET', '/v2/users')).toEqual([
      { email: 'gort@localhost', fullname: 'Gort Administrator', username: 'admin' },
    ]);
  });
});

it('keeps passwords and tokens to itself', async () => {
  await gort.authenticate();
  const { Token } = gort['token'] as { Token: string };
  const tables = await fixture.database.query<{ text: string }>(
    `SELECT (SELECT jsonb_agg(a) FROM account a)::text || (SELECT jsonb_agg(t) FROM account_token t)::text
       || (SELECT jsonb_agg(e) FROM audit_event e)::text AS text`,
  );
  const seen = `${JSON.stringify(tables)}${service.log.join('')}`;
  for (const secret of [gort.password, 'secret of ada', Token]) expect(seen).not.toContain(secret);
});
