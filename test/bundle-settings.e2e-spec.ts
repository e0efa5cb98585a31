import { BundleDriver } from './support/bundle-driver';
import { MINIMAL_CONFIG } from './support/bundle-manual';
import { GortClient } from './support/gort-client';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const SECRET = 's3cret-of-the-setting';

describe('settings of bundles', () => {
  const fixture = new TestFixture();
  const driver = new BundleDriver(fixture);
  let service: Service;
  let gort: GortClient;

  beforeAll(async () => {
    service = await fixture.start({ environment: { PACKYARD_SETTINGS_FOR_RUNNERS: 'true' } });
    driver.start();
    gort = new GortClient(service.url);
    const user = JSON.parse((await gort.raw('POST', '/v2/bootstrap', { body: {} })).body) as { password: string };
    gort.password = user.password;
    driver.write('bundle.yml', MINIMAL_CONFIG.replace('my_bundle', 'Deploy'));
    expect(await driver.type('gort bundle install bundle.yml --enable')).toMatchObject({ code: 0 });
  });

  const sealed = () =>
    fixture.database.query<{ text: string }>(
      "SELECT coalesce(value, encode(sealed_value, 'escape')) AS text FROM bundle_setting",
    );

  it('are set, shown and deleted by command, layer by layer', async () => {
    const set = (words: string) => driver.type(`gort config set -b Deploy ${words}`);
    expect(await set('-k REGION eu')).toEqual({
      code: 0,
      stdout: 'Configuration set: bundle="Deploy" layer="bundle" key="REGION"\n',
      stderr: '',
    });
    expect(await set('-l user -o ada -k REGION us')).toMatchObject({
      stdout: 'Configuration set: bundle="Deploy" layer="user" owner="ada" key="REGION"\n',
    });
    driver.write('token', `${SECRET}\n`);
    expect((await set('-k TOKEN --secret - < token')).code).toBe(0);
    expect(await driver.type('gort config get -b Deploy')).toEqual({
      code: 0,
      stdout: [
        'BUNDLE  LAYER   OWNER  KEY     VALUE',
        'Deploy  bundle  -      REGION  eu',
        'Deploy  bundle  -      TOKEN   <secret>',
        'Deploy  user    ada    REGION  us',
        '',
      ].join('\n'),
      stderr: '',
    });
    const shown = JSON.parse((await driver.type('gort config get -b Deploy -l user -o ada --json')).stdout) as unknown;
    const place = { bundle: 'Deploy', layer: 'user', owner: 'ada', key: 'REGION' };
    expect(shown).toEqual([{ ...place, value: 'us', secret: false }]);
    expect(await set('-k REGION ap')).toMatchObject({ code: 0 });
    expect((await driver.type('gort config get -b Deploy -l bundle -k REGION')).stdout).toContain('REGION  ap');
    expect((await driver.type('gort config delete -b Deploy -l user -o ada -k REGION')).stdout).toBe(
      'Configuration deleted: bundle="Deploy" layer="user" owner="ada" key="REGION"\n',
    );
    expect((await driver.type('gort config get -b Deploy -l user')).stdout).toBe(
      'There are no such settings of Deploy.\n',
    );
  });

  it.each([
    ['config set -b absent -k K v', /Bundle 'absent' not found/],
    ['config set -b Deploy -k GORT_X v', /begins with GORT_/],
    ['config set -b Deploy -k "a b" v', /must not contain blanks/],
    ['config set -b Deploy v', /--key is missing/],
    ['config set -b Deploy -l room -k K v', /--owner is missing/],
    ['config set -b Deploy -o ada -k K v', /says nothing without --layer/],
    ['config set -b Deploy -l galaxy -o x -k K v', /Allowed choices are bundle, room, group, user/],
    ['config delete -b Deploy -k NONE', /Deploy has no setting 'NONE'/],
  ])('are refused in words: %s', async (command, words) => {
    const { code, stderr } = await driver.type(`gort ${command}`);
    expect([code === 0, stderr]).toEqual([false, expect.stringMatching(words)]);
  });

  it('are set and shown by the calls of the other client, those of a user by that user only', async () => {
    const at = (rest: string) => `/v2/configs/Deploy/${rest}`;
    await gort.call('PUT', at('bundle/-/COLOUR'), { Bundle: 'x', Layer: 'user', Value: 'red', Secret: false });
    await gort.call('PUT', at('room/ops/TOKEN'), { Value: SECRET, Secret: true });
    await gort.call('PUT', at('user/admin/COLOUR'), { Value: 'blue' });
    expect(await gort.json('GET', at('*/*/COLOUR'))).toEqual([
      { Bundle: 'Deploy', Layer: 'bundle', Owner: '', Key: 'COLOUR', Value: 'red', Secret: false },
      { Bundle: 'Deploy', Layer: 'user', Owner: 'admin', Key: 'COLOUR', Value: 'blue', Secret: false },
    ]);
    expect(await gort.json('GET', at('room'))).toEqual([
      { Bundle: 'Deploy', Layer: 'room', Owner: 'ops', Key: 'TOKEN', Value: '', Secret: true },
    ]);
    for (const [method, path, message] of [
      ['PUT', at('user/ada/COLOUR'), 'unauthorized'],
      ['DELETE', at('user/ada/COLOUR'), 'unauthorized'],
      ['PUT', at('room/ops/GORT_X'), 'dynamic configurations cannot start with GORT_'],
      ['PUT', at('galaxy/x/K'), 'dynamic configuration layers must be one of: [bundle room group user]'],
      ['PUT', '/v2/configs/absent/bundle/-/K', 'no such bundle'],
      ['DELETE', at('room/ops/NONE'), 'no such dynamic configuration'],
      ['GET', at('group'), 'No Content'],
    ] as const) {
      await expect(gort.call(method, path, method === 'PUT' ? { Value: 'v' } : undefined)).rejects.toThrow(message);
    }
    const wrong = await gort.send('PUT', at('room/ops/K'), '{"Value": 3}');
    expect([wrong.status, wrong.body]).toEqual([406, expect.stringMatching(/^Corrupt JSON payload/)]);
    await gort.call('PUT', '/v2/users/bert', { password: 'long enough for bert' });
    const bert = new GortClient(service.url, 'bert');
    bert.password = 'long enough for bert';
    await expect(bert.call('GET', at('bundle'))).rejects.toThrow('unauthorized');
  });

  it('are sealed when they are secret, also with another key, and stand in no log and no audit', async () => {
    const before = JSON.stringify(await sealed());
    expect((await service.request('/api/v1/secrets/rotate', { body: {} })).status).toBe(200);
    const after = JSON.stringify(await sealed());
    expect(after).not.toBe(before);
    const audit = await (await service.request('/api/v1/audit?page_size=100')).text();
    expect(audit).toContain('setting.set');
    for (const text of [before, after, audit, service.log.join('')]) expect(text).not.toContain(SECRET);
    const read = await service.request('/api/v1/bundles/Deploy/settings');
    expect(await read.text()).not.toContain(SECRET);
  });

  it('are handed to what runs the commands, for the room and the user, and to nobody else', async () => {
    const at = (rest: string) => `/v2/configs/Deploy/${rest}`;
    for (const name of ['crew', 'zoo']) {
      await gort.call('PUT', `/v2/groups/${name}`, {});
      await gort.call('PUT', `/v2/groups/${name}/members/bert`);
    }
    await gort.call('PUT', '/v2/groups/others', {});
    await gort.call('PUT', at('group/crew/SHIFT'), { Value: 'day' });
    await gort.call('PUT', at('group/zoo/SHIFT'), { Value: 'night' });
    await gort.call('PUT', at('group/others/ALIEN'), { Value: 'x' });
    await gort.call('PUT', at('group/crew/COLOUR'), { Value: 'green' });
    const path = '/api/v1/bundles/Deploy/settings/values';
    const values = async (body: object) => {
      const answer = await service.request(path, { body });
      return ((await answer.json()) as { data: { values: Record<string, string> } }).data.values;
    };
    const bundle = { REGION: 'ap', TOKEN: SECRET, COLOUR: 'red' };
    expect(await values({})).toEqual(bundle);
    expect(await values({ room: 'nowhere', user: 'nobody' })).toEqual(bundle);
    expect(await values({ room: 'ops', user: 'bert' })).toEqual({ ...bundle, SHIFT: 'night', COLOUR: 'green' });
    expect(await values({ user: 'admin' })).toEqual({ ...bundle, COLOUR: 'blue' });
    const token = await service.request('/api/v1/tokens', { body: { name: 'installer', scope: 'install' } });
    const { data } = (await token.json()) as { data: { token: string } };
    expect((await service.request(path, { body: {}, headers: { authorization: `Bearer ${data.token}` } })).status).toBe(
      403,
    );
    expect((await service.request('/api/v1/bundles/absent/settings/values', { body: {} })).status).toBe(404);
    const audit = await (await service.request('/api/v1/audit?action=setting.read&page_size=100')).text();
    expect(JSON.parse(audit)).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ subject: 'pack Deploy' })]),
    });
    for (const text of [audit, service.log.join('')]) expect(text).not.toContain(SECRET);
  });

  it('belong to bundles whose names have capitals, of which no two differ in nothing else', async () => {
    expect((await driver.type('gort bundle versions Deploy')).stdout).toMatch(/^Deploy +0\.0\.1 +Enabled$/m);
    driver.write('twin.yml', MINIMAL_CONFIG.replace('my_bundle', 'deploY'));
    expect(await driver.type('gort bundle install twin.yml')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Deploy is installed, and deploY differs from it only in upper and lower case/),
    });
    expect(
      await gort.send('PUT', '/v2/bundles/DEPLOY/versions/1.0.0', { GortBundleVersion: 1, Description: 'd' }),
    ).toMatchObject({
      status: 409,
    });
    driver.write('gort.yml', MINIMAL_CONFIG.replace('my_bundle', 'Gort'));
    expect((await driver.type('gort bundle install gort.yml')).stderr).toMatch(
      /The name Gort belongs to the server itself/,
    );
    expect((await driver.type(`gort rules test --user admin 'Deploy:date'`)).stdout).toMatch(/allow/);
    await driver.type('gort bundle disable Deploy');
    expect((await driver.type('gort bundle uninstall Deploy 0.0.1')).stdout).toBe('Uninstalled Deploy 0.0.1\n');
    expect(await driver.type('gort bundle install twin.yml')).toMatchObject({ code: 0 });
  });
});
