import { GortClient } from './support/gort-client';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const fixture = new TestFixture();
let service: Service;
let admin: GortClient;

/** A user with the given permissions of the bundle `gort`, and nothing else. */
async function hire(name: string, ...permissions: string[]): Promise<GortClient> {
  const client = new GortClient(service.url, name);
  client.password = `secret of ${name}`;
  await admin.call('PUT', `/v2/users/${name}`, { password: client.password });
  await admin.call('PUT', `/v2/groups/${name}s`);
  await admin.call('PUT', `/v2/roles/${name}`);
  await admin.call('PUT', `/v2/groups/${name}s/roles/${name}`);
  await admin.call('PUT', `/v2/groups/${name}s/members/${name}`);
  for (const one of permissions) await admin.call('PUT', `/v2/roles/${name}/bundles/gort/permissions/${one}`);
  return client;
}

async function expectRefused(client: GortClient, [method, path, body]: [string, string, object?], permission: string) {
  const answer = await client.send(method, path, body);
  expect([method, path, answer.status, answer.body]).toEqual([method, path, 403, expect.stringContaining(permission)]);
  expect(answer.body).toMatch(/^only who has gort:[^\n]*\n$/);
}

beforeAll(async () => {
  service = await fixture.start();
  admin = new GortClient(service.url);
  const { body } = await admin.raw('POST', '/v2/bootstrap', { body: {} });
  admin.password = (JSON.parse(body) as { password: string }).password;
  await hire('boss', 'manage_users', 'manage_groups', 'manage_roles');
});

describe('over the routes of Gort, nobody rises by themselves', () => {
  it('who manages users changes and removes nobody who may do more', async () => {
    const porter = await hire('porter', 'manage_users');
    await hire('colleague', 'manage_users');
    await expectRefused(porter, ['PUT', '/v2/users/admin', { password: 'guessed' }], 'gort:manage_roles');
    await expectRefused(porter, ['PUT', '/v2/users/boss', { mappings: { slack: 'U1' } }], 'gort:manage_groups');
    await expectRefused(porter, ['DELETE', '/v2/users/boss'], 'gort:manage_groups');
    for (const name of ['porter', 'colleague', 'newcomer']) {
      expect(await porter.call('PUT', `/v2/users/${name}`, { email: 'x@example.org' })).toBe('');
    }
    expect(await porter.call('DELETE', '/v2/users/colleague')).toBe('');
    expect(await admin.call('PUT', '/v2/users/boss', { email: 'boss@example.org' })).toBe('');
  });

  it('everybody sets their own password, and nothing else of themselves or of others without the permission', async () => {
    const guest = await hire('guest');
    await hire('neighbour');
    for (const [path, body] of [
      ['/v2/users/neighbour', { password: 'taken over now' }],
      ['/v2/users/guest', { password: 'a new one of guest', email: 'other@example.org' }],
      ['/v2/users/guest', { password: 'a new one of guest', mappings: { slack: 'U1' } }],
      ['/v2/users/guest', { fullname: 'Guest' }],
      ['/v2/users/newcomer', { password: 'a new one of nobody' }],
    ] as const) {
      expect([path, body, (await guest.send('PUT', path, body)).status]).toEqual([path, body, 401]);
    }
    expect((await guest.send('PUT', '/v2/users/guest', { password: 'guest' })).status).toBe(400);
    // As Gort's client sends it: the whole user.
    expect(await guest.call('PUT', '/v2/users/guest', { username: 'guest', password: 'a new one of guest' })).toBe('');
    const asBefore = new GortClient(service.url, 'guest');
    asBefore.password = 'secret of guest';
    await expect(asBefore.authenticate()).rejects.toThrow('Forbidden');
    asBefore.password = 'a new one of guest';
    await asBefore.authenticate();
    expect((await asBefore.send('GET', '/v2/users/guest')).status).toBe(401);
  });

  it('who manages groups gives nobody more than they have', async () => {
    const host = await hire('host', 'manage_groups');
    await expectRefused(host, ['PUT', '/v2/groups/admin/members/host'], 'gort:manage_commands');
    await expectRefused(host, ['PUT', '/v2/groups/bosss/members/host'], 'gort:manage_users');
    await expectRefused(host, ['PUT', '/v2/groups/hosts/roles/admin'], 'gort:manage_configs');
    await expectRefused(host, ['PUT', '/v2/groups/hosts/roles/boss'], 'gort:manage_roles');
    expect(await host.call('PUT', '/v2/groups/hosts/members/boss')).toBe('');
    expect(await host.call('DELETE', '/v2/groups/hosts/members/boss')).toBe('');
    await expectRefused(host, ['DELETE', '/v2/groups/bosss/members/boss'], 'gort:manage_roles');
    await expectRefused(host, ['DELETE', '/v2/groups/bosss/roles/boss'], 'gort:manage_users');
    await expectRefused(host, ['DELETE', '/v2/groups/bosss'], 'gort:manage_users');
    await expect(host.call('PUT', '/v2/groups/none/members/host')).rejects.toThrow('no such group');
  });

  it('who manages roles grants nothing that they do not have', async () => {
    const registrar = await hire('registrar', 'manage_roles');
    for (const permission of ['manage_users', 'manage_groups', 'manage_commands', 'manage_configs']) {
      const path = `/v2/roles/registrar/bundles/gort/permissions/${permission}`;
      await expectRefused(registrar, ['PUT', path], `gort:${permission}`);
    }
    expect(await registrar.call('PUT', '/v2/roles/host/bundles/gort/permissions/manage_roles')).toBe('');
    const ofHost = '/v2/roles/host/bundles/gort/permissions';
    await expectRefused(registrar, ['DELETE', `${ofHost}/manage_groups`], 'gort:manage_groups');
    await expectRefused(registrar, ['DELETE', '/v2/roles/boss'], 'gort:manage_users');
    expect(await registrar.call('DELETE', `${ofHost}/manage_roles`)).toBe('');
    expect(await registrar.json('GET', '/v2/roles/host/permissions')).toEqual([
      { BundleName: 'gort', Permission: 'manage_groups' },
    ]);
  });

  it('what other bundles declare, or the site, is given by who manages roles and groups, and taken over by nobody else', async () => {
    const bundle = { GortBundleVersion: 1, Description: 'd', Permissions: ['tell'] };
    await admin.call('PUT', '/v2/bundles/date/versions/1.0.0', bundle);
    const clerk = await hire('clerk', 'manage_roles', 'manage_groups');
    for (const grant of ['date/permissions/tell', 'site/permissions/gort']) {
      expect(await clerk.call('PUT', `/v2/roles/clerk/bundles/${grant}`)).toBe('');
    }
    expect(await admin.json('GET', '/v2/users/clerk/permissions')).toHaveLength(4);
    const [keeper, usher, scribe] = [
      await hire('keeper', 'manage_users'),
      await hire('usher', 'manage_groups'),
      await hire('scribe', 'manage_roles'),
    ];
    await hire('teller');
    await admin.call('PUT', '/v2/roles/teller/bundles/date/permissions/tell');
    const refusals: [GortClient, [string, string, object?]][] = [
      [keeper, ['PUT', '/v2/users/teller', { password: 'taken over now' }]],
      [keeper, ['PUT', '/v2/users/teller', { mappings: { slack: 'U9' } }]],
      [keeper, ['DELETE', '/v2/users/teller']],
      [usher, ['PUT', '/v2/groups/tellers/members/usher']],
      [usher, ['DELETE', '/v2/groups/tellers/members/teller']],
      [usher, ['PUT', '/v2/groups/ushers/roles/teller']],
      [scribe, ['PUT', '/v2/roles/scribe/bundles/date/permissions/tell']],
      [scribe, ['DELETE', '/v2/roles/teller/bundles/date/permissions/tell']],
    ];
    for (const [client, request] of refusals) {
      const answer = await client.send(...request);
      expect([request, answer.status, answer.body]).toEqual([
        request,
        403,
        expect.stringContaining('only who has date:tell may'),
      ]);
    }
  });
});
