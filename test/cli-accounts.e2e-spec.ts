import { BundleDriver } from './support/bundle-driver';
import { TestFixture } from './support/test-fixture';

const CONFIG = `gort_bundle_version: 1
name: clock
version: 1.0.0
description: Tells the time, and sets it.
permissions: [set]
commands:
  date:
    executable: [ /bin/date ]
    rules:
      - with arg[0] == "set" must have clock:set
      - with arg[0] != "set" allow
`;

/** As an administrator of Gort types it, with `packyard` in place of `gort`. */
describe('users, groups and roles on the command line', () => {
  const fixture = new TestFixture();
  const driver = new BundleDriver(fixture);

  beforeAll(async () => {
    await fixture.start();
    driver.start();
    await driver.type(`gort bundle install ${driver.write('clock.yaml', CONFIG)} --enable`);
  });

  const $ = async (command: string) => {
    const { stdout, stderr, code } = await driver.type(command);
    expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
    return stdout;
  };
  const $fails = async (command: string) => {
    const { stderr, code } = await driver.type(command);
    expect(code).not.toBe(0);
    return stderr;
  };

  it('makes users once, and changes what is given', async () => {
    expect(await $('gort user create ada --email ada@example.com')).toMatch(/^email: +ada@example.com$/m);
    expect(await $fails('gort user create ada')).toBe(
      "Error: The user 'ada' exists already.\nChange it with 'packyard user update ada'.\n",
    );
    const updated = await $('gort user update ada --full-name Ada');
    expect(updated).toMatch(/^full name: +Ada$/m);
    expect(updated).toMatch(/^email: +ada@example.com$/m);
    expect(await $fails('gort user update bob')).toMatch(/^Error: .*bob/);
    await $('gort user create bob');
    expect(await $('gort user list')).toMatch(/^ada +Ada/m);
  });

  it('lets nobody do what a rule forbids until a role of a group allows it', async () => {
    expect(await $fails("gort rules test --user ada 'clock:date set'")).toBe('');
    await $('gort group create keepers');
    await $('gort role create setters');
    expect(await $('gort group add keepers ada bob')).toMatch(/^members: +ada, bob$/m);
    expect(await $('gort role grant-permission setters clock set')).toMatch(/^permissions: +clock:set$/m);
    expect(await $('gort group grant keepers setters')).toMatch(/^roles: +setters$/m);
    expect(await $("gort rules test --user ada 'clock:date set'")).toMatch(/allow/);
    expect(await $('gort user info ada')).toMatch(/^permissions: +clock:set$/m);
  });

  it('tells what a version would allow before it is enabled', async () => {
    const later = CONFIG.replace('1.0.0', '2.0.0').replace('- with arg[0] == "set" must have clock:set\n', '- allow\n');
    await driver.type(`gort bundle install ${driver.write('clock-2.yaml', later)}`);
    await $('gort user create carl');
    expect(await $fails("gort rules test --user carl 'clock:date set'")).toBe('');
    expect(await $("gort rules test --user carl 'clock:date set' --at 2.0.0")).toMatch(
      /^Allowed: carl may run clock:date of version 2\.0\.0\.$/m,
    );
    expect(await $fails("gort rules test --user carl 'clock:date set' --at 3.0.0")).toMatch(
      /^Error: No version 3\.0\.0 found for clock/,
    );
    await $('gort user delete carl');
  });

  it('refuses what is not there', async () => {
    expect(await $fails('gort role grant setters clock:nothing')).toMatch(/clock:nothing|nothing/);
    expect(await $fails('gort role grant setters clock')).toBe(
      "Error: 'clock' is not a permission.\nWrite bundle:permission, or the bundle and then the permission.\n",
    );
    expect(await $fails('gort group add keepers nobody')).toMatch(/^Error: .*nobody/);
    expect(await $fails('gort group info none')).toMatch(/^Error: .*none/);
    expect(await $fails('gort bundle info none')).toBe(
      "Error: Bundle 'none' not found\n'packyard bundle list' shows which are installed.\n",
    );
  });

  it('adds all users and roles that are named, or none', async () => {
    expect(await $fails('gort group add keepers carl bob nobody')).toBe(
      "Error: There are no users 'carl', 'nobody'.\nNothing was changed. 'packyard user list' shows which there are.\n",
    );
    expect(await $fails('gort group grant keepers setters nothing')).toMatch(/^Error: There is no role 'nothing'\.\n/);
    expect(await $('gort group info keepers')).toMatch(/^members: +ada, bob\nroles: +setters$/m);
  });

  describe('where a name is not there', () => {
    beforeAll(async () => {
      for (const made of ['group create operators', 'role create clock-work']) await $(`gort ${made}`);
    });
    afterAll(async () => {
      for (const gone of ['group delete operators', 'role delete clock-work']) await $(`gort ${gone}`);
    });

    it.each([
      ['user info aad', /There is no user 'aad'.\nDid you mean 'ada'\? 'packyard user list' shows/],
      ['group info operator', /There is no group 'operator'.\nDid you mean 'operators'\?/],
      ['group add operators adda', /There is no user 'adda'.\nDid you mean 'ada'\? Nothing was changed/],
      ['role info Clockwork', /Did you mean 'clock-work'\?/],
      ['bundle info clokc', /Bundle 'clokc' not found\nDid you mean 'clock'\? 'packyard bundle list' shows/],
      ['pack show Clock', /Pack 'Clock' not found.\nDid you mean 'clock'\?/],
      ['bundle info clock v1.0.0', /No version v1.0.0 found for clock.\nDid you mean '1.0.0'\? Installed/],
      ['action show core.install_pack', /Did you mean 'core.install_packs'\?/],
      ['action execute core.instal_packs', /Did you mean 'core.install_packs'\?/],
      ["rules test --user ada 'clok:date'", /There is no bundle clok.\nDid you mean 'clock'\?/],
    ])('says which name may have been meant: %s', async (command, words) => {
      expect(await $fails(`gort ${command}`)).toMatch(words);
    });
  });

  it.each([
    ['group create others', { name: 'others', members: [], roles: [] }],
    ['group add others ada', { name: 'others', members: ['ada'] }],
    ['group info others', { name: 'others', members: ['ada'] }],
    ['group remove others ada', { name: 'others', members: [] }],
    ['role create minor', { name: 'minor', permissions: [], groups: [] }],
    ['role grant minor clock:set', { name: 'minor', permissions: [{ bundle: 'clock', permission: 'set' }] }],
    ['role info minor', { name: 'minor', permissions: [{ bundle: 'clock', permission: 'set' }] }],
    ['role revoke minor clock set', { name: 'minor', permissions: [] }],
    ['group grant others minor', { name: 'others', roles: ['minor'] }],
    ['group revoke others minor', { name: 'others', roles: [] }],
    ['group delete others', { success: true, message: expect.stringContaining('others') }],
    ['role delete minor', { success: true, message: expect.stringContaining('minor') }],
    ['user create carl', { name: 'carl' }],
    ['user delete carl', { success: true, message: expect.stringContaining('carl') }],
  ])('prints JSON of %s', async (command, answer) => {
    expect(JSON.parse(await $(`gort ${command} --json`))).toMatchObject(answer);
  });

  it('refuses what is protected, and blames no token for it', async () => {
    const { stderr, code } = await driver.type('gort user delete admin');
    expect([code, stderr]).toEqual([2, expect.not.stringContaining('token')]);
  });

  it('takes everything away again, and keeps a record', async () => {
    expect(await $('gort role revoke setters clock:set')).toMatch(/^permissions: +none$/m);
    expect(await $('gort group revoke keepers setters')).toMatch(/^roles: +none$/m);
    expect(await $('gort group remove keepers bob')).toMatch(/^members: +ada$/m);
    for (const what of ['user delete bob', 'group delete keepers', 'role delete setters']) await $(`gort ${what}`);
    expect(await $('gort group list')).toBe('There are no groups.\n');
    expect(await $('gort audit --limit 3')).toMatch(/role\.delete[^]*group\.delete[^]*user\.delete/);
  });
});
