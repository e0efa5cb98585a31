import 'reflect-metadata';
import { scryptSync } from 'node:crypto';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PlatformConfig } from '@packyard/config';
import type { Actor } from '@packyard/contracts';
import { parseBundleYaml } from '@packyard/pack';
import { AccountRepository, AuditRepository, SchemaModule } from '@packyard/schema';
import { StoreModule } from '@packyard/store';
import { createTestDatabase, eventually, temporaryFolder, type TestDatabase } from '@packyard/testing';
import { BundleInstaller, Rollback, Uninstaller, VersionsModule, VersionEnabling } from '@packyard/versions';
import { Client } from 'pg';
import { LoginAttempts } from '../logins/login-attempts';
import { Authorizer } from '../../pack-api/commands/authorizer';
import { BootstrapService } from '../../gort-api/bootstrap/bootstrap.service';
import { BUILT_IN_CONFIG } from '../../gort-api/access/built-in-bundle';
import { GortGuard } from '../../gort-api/access/gort-guard';
import { GortTokens } from '../../gort-api/access/gort-tokens';
import { AuditAggregator } from '../audit-aggregator';
import { GroupsService } from './groups.service';
import { RolesService } from './roles.service';
import { UsersService } from './users.service';

const home = temporaryFolder();
const boss: Actor = { kind: 'token', id: 1, name: 'admin' };
const bob: Actor = { kind: 'user', id: 2, name: 'bob', address: '192.0.2.7' };
const admin = { actor: boss };
let database: TestDatabase;
let app: INestApplicationContext;

@Module({})
class Accounts {}

const get = <Service>(service: Type<Service>): Service => app.get(service);
const users = () => get(UsersService);
const groups = () => get(GroupsService);
const roles = () => get(RolesService);

beforeEach(async () => {
  database = await createTestDatabase();
  const module = {
    module: Accounts,
    imports: [
      SchemaModule.forRoot(database.url),
      StoreModule.forRoot(home),
      VersionsModule.forRoot(PlatformConfig.parse({})),
    ],
    providers: [
      ...[UsersService, GroupsService, RolesService, Authorizer, BootstrapService, GortGuard, GortTokens],
      AuditAggregator,
      { provide: LoginAttempts, useValue: new LoginAttempts() },
    ],
  };
  app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
});
afterEach(async () => {
  await app.close();
  await database.drop();
});

async function install(name: string, permissions: readonly string[], rule = 'allow', version = '1.0.0') {
  const text = `gort_bundle_version: 1\nname: ${name}\nversion: ${version}\ndescription: d\npermissions: [${permissions.join(', ')}]\ncommands:\n  bundle:\n    rules: ['${rule}']\n`;
  await get(BundleInstaller).install(parseBundleYaml(text).config, { ...admin, isBuiltIn: name === 'gort' });
}

/** `ada` in the group `team`, which has the role `operator`. Without a password, which takes as long to store as all else here. */
async function hireAda(fields: { password?: string } = {}): Promise<void> {
  await users().put('ada', fields, boss);
  await groups().create('team', boss);
  await groups().addMember('team', 'ada', boss);
  await roles().create('operator', boss);
  await groups().addRole('team', 'operator', boss);
}

describe('what a user may do', () => {
  beforeEach(async () => {
    await install('date', ['tell', 'set']);
    await hireAda();
  });

  it('is what the roles of all groups allow together, each permission once', async () => {
    await groups().create('others', boss);
    await groups().addMember('others', 'ada', boss);
    await roles().create('teller', boss);
    await groups().addRole('others', 'teller', boss);
    await groups().addRole('others', 'operator', boss);
    await roles().grant('operator', { bundle: 'date', permission: 'tell' }, boss);
    await roles().grant('teller', { bundle: 'date', permission: 'tell' }, boss);
    await roles().grant('teller', { bundle: 'date', permission: 'set' }, boss);
    expect(await users().permissions('ada')).toEqual(['date:set', 'date:tell']);
  });

  it.each([
    ['the grant is revoked', () => roles().revoke('operator', { bundle: 'date', permission: 'tell' }, boss)],
    ['the role is gone', () => roles().remove('operator', boss)],
    ['the group loses the role', () => groups().removeRole('team', 'operator', boss)],
    ['the user leaves the group', () => groups().removeMember('team', 'ada', boss)],
    ['the group is gone', () => groups().remove('team', boss)],
    ['the bundle is gone', () => get(Uninstaller).uninstall('date', { which: 'all' }, admin)],
  ])('ends at once when %s', async (_what, change) => {
    await roles().grant('operator', { bundle: 'date', permission: 'tell' }, boss);
    expect(await users().permissions('ada')).toEqual(['date:tell']);
    await change();
    expect(await users().permissions('ada')).toEqual([]);
  });

  it('outlives an upgrade, and does not come back with another bundle of the same name', async () => {
    await roles().grant('operator', { bundle: 'date', permission: 'tell' }, boss);
    await install('date', ['tell'], 'allow', '2.0.0');
    await get(Uninstaller).uninstall('date', { which: 'version', version: '1.0.0' }, admin);
    expect(await users().permissions('ada')).toEqual(['date:tell']);
    await get(Uninstaller).uninstall('date', { which: 'all' }, admin);
    await install('date', ['tell']);
    expect(await users().permissions('ada')).toEqual([]);
  });

  it('names only permissions that an installed version declares', async () => {
    await expect(roles().grant('operator', { bundle: 'date', permission: 'tel' }, boss)).rejects.toMatchObject({
      code: 'PERMISSION_NOT_FOUND',
      message: "No installed version of date declares the permission 'tel'",
    });
    await expect(roles().grant('operator', { bundle: 'dat', permission: 'tell' }, boss)).rejects.toMatchObject({
      code: 'PERMISSION_NOT_FOUND',
    });
  });
});

describe('permissions of the site', () => {
  const grant = (permission: string) => ({ bundle: 'site', permission });

  beforeEach(async () => {
    await install('date', ['set'], 'must have site:admin or date:set');
    await hireAda();
  });

  it('are granted without a bundle, and count where a rule asks for them', async () => {
    await get(VersionEnabling).enable('date', '1.0.0', admin);
    expect(await get(Authorizer).explain('ada', 'date:bundle')).toMatchObject({ allowed: false });
    await roles().grant('operator', grant('admin'), boss);
    await roles().grant('operator', grant('admin'), boss);
    expect(await get(Authorizer).explain('ada', 'date:bundle')).toMatchObject({ allowed: true });
    expect(await roles().show('operator')).toMatchObject({ permissions: [grant('admin')] });
  });

  it('outlive every bundle, and are revoked by their own name alone', async () => {
    await roles().grant('operator', grant('set'), boss);
    await roles().grant('operator', { bundle: 'date', permission: 'set' }, boss);
    for (const bundle of ['date', 'none']) await roles().revoke('operator', { bundle, permission: 'set' }, boss);
    await get(Uninstaller).uninstall('date', { which: 'all' }, admin);
    expect(await users().permissions('ada')).toEqual(['site:set']);
    await roles().revoke('operator', grant('set'), boss);
    expect(await users().permissions('ada')).toEqual([]);
    await expect(roles().grant('operator', grant('a:b'), boss)).rejects.toMatchObject({
      code: 'PARAMETERS_INVALID',
    });
  });
});

/** What is done while another session has deleted something, and before it says that this stays so. */
async function whileDeleting(sql: string, change: () => Promise<unknown>, code: string): Promise<void> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(`BEGIN; ${sql}`);
    const refused = expect(change()).rejects.toMatchObject({ code });
    await eventually(async () => {
      const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      expect(await database.query(waiting)).toHaveLength(1);
    });
    await client.query('COMMIT');
    await refused;
  } finally {
    await client.end();
  }
}

it('grants nothing of a version that somebody is just uninstalling', async () => {
  await install('date', ['tell']);
  await install('date', ['set'], 'allow', '2.0.0');
  await hireAda();
  await whileDeleting(
    "SELECT FROM pack WHERE ref = 'date' FOR UPDATE; DELETE FROM pack_version WHERE version = '1.0.0'",
    () => roles().grant('operator', { bundle: 'date', permission: 'tell' }, boss),
    'PERMISSION_NOT_FOUND',
  );
  expect(await users().permissions('ada')).toEqual([]);
});

describe('what somebody is just removing', () => {
  const site = { bundle: 'site', permission: 'tell' };
  const role = "DELETE FROM role WHERE name = 'operator'";
  const group = "DELETE FROM account_group WHERE name = 'team'";
  const user = "DELETE FROM account WHERE name = 'ada'";

  it.each([
    ['the role of a grant', role, () => roles().grant('operator', site, boss), 'ROLE_NOT_FOUND'],
    ['the role of a group', role, () => groups().addRole('team', 'operator', boss), 'ROLE_NOT_FOUND'],
    ['the group of a role', group, () => groups().addRole('team', 'operator', boss), 'GROUP_NOT_FOUND'],
    ['the group of a member', group, () => groups().addMember('team', 'ada', boss), 'GROUP_NOT_FOUND'],
    ['the member of a group', user, () => groups().addMember('team', 'ada', boss), 'USER_NOT_FOUND'],
  ])('is not found: %s', async (_what, sql, change, code) => {
    await hireAda();
    await whileDeleting(sql, change, code);
  });
});

it('finds no command in what every object has, and decides nothing about options with two values', async () => {
  await install('date', []);
  await get(VersionEnabling).enable('date', undefined, admin);
  await users().put('ada', {}, boss);
  await expect(get(Authorizer).explain('ada', 'date:bundle --env=dev --env=prod')).rejects.toMatchObject({
    code: 'PARAMETERS_INVALID',
    message: "The option 'env' has two values.",
  });
  for (const line of ['date:constructor', 'toString']) {
    await expect(get(Authorizer).explain('ada', line)).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND' });
  }
});

describe('changes of accounts', () => {
  it('are recorded with who made them, once, and without any secret', async () => {
    await hireAda({ password: 'secret of ada' });
    await groups().addMember('team', 'ada', boss);
    await users().put('ada', { email: 'ada@example.org' }, bob);
    await users().remove('ada', bob);
    const [events] = await get(AuditRepository).list({ limit: 50, offset: 0 });
    expect(events.map(({ actor, action, subject }) => `${actor} ${action} ${subject}`).reverse()).toEqual([
      'admin user.create user ada',
      'admin group.create group team',
      'admin group.add_member group team',
      'admin role.create role operator',
      'admin group.add_role group team',
      'bob user.update user ada',
      'bob user.delete user ada',
    ]);
    expect(JSON.stringify(events)).not.toMatch(/secret of ada|scrypt/);
    const [last, , first] = [events[0], events[1], events[2]];
    expect(last).toMatchObject({ actorKind: 'user', actorId: 2, address: '192.0.2.7', count: 1 });
    expect(first).toMatchObject({ actorKind: 'token', actorId: 1, address: null });
    const list = get(AuditRepository);
    expect((await list.list({ actor: 'user:2', limit: 50, offset: 0 }))[1]).toBe(2);
    expect((await list.list({ actor: 'token:2', limit: 50, offset: 0 }))[1]).toBe(0);
    expect((await list.list({ action: 'user.delete', limit: 50, offset: 0 }))[1]).toBe(1);
  });

  it('give one name in a chat to one user', async () => {
    await users().put('ada', { mappings: { slack: 'U1', irc: 'ada' } }, boss);
    await expect(users().put('bob', { mappings: { slack: 'U1' } }, boss)).rejects.toMatchObject({
      code: 'MAPPING_TAKEN',
      message: "Another user is 'U1' in slack already",
    });
    await expect(users().show('bob')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    await users().put('bob', { mappings: { irc: 'U1' } }, boss);
    await users().put('ada', { mappings: { irc: 'ada' } }, boss);
    await users().put('bob', { mappings: { slack: 'U1' } }, boss);
    await users().remove('bob', boss);
    await users().put('ada', { mappings: { slack: 'U1' } }, boss);
    expect((await users().show('ada')).mappings).toEqual({ slack: 'U1' });
  });

  it('end what was open with a former password', async () => {
    await users().put('ada', { password: 'the first one' }, boss);
    const { Token } = await get(GortTokens).authenticate('ada', 'the first one', '127.0.0.1');
    await users().put('ada', { email: 'ada@example.org' }, boss);
    expect((await get(GortTokens).accountOf(Token)).name).toBe('ada');
    await users().put('ada', { password: 'the second one' }, boss);
    await expect(get(GortTokens).accountOf(Token)).rejects.toMatchObject({ status: 401 });
  });

  it('leave nothing open that a login with the former password opens meanwhile', async () => {
    await users().put('ada', { password: 'the first one' }, boss);
    const accounts = get(AccountRepository);
    const [find, addToken] = [accounts.find.bind(accounts), accounts.addToken.bind(accounts)];
    const meanwhile = jest.spyOn(accounts, 'addToken').mockImplementationOnce(async (...args) => {
      await users().put('ada', { password: 'the second one' }, boss);
      return addToken(...args);
    });
    const late = get(GortTokens).authenticate('ada', 'the first one', '127.0.0.1');
    await expect(late).rejects.toMatchObject({ status: 403 });
    // Stored anew by another login, it is the same password.
    const again = jest.spyOn(accounts, 'find').mockImplementationOnce(async (name) => {
      const account = await find(name);
      await users().put('ada', { password: 'the second one' }, boss);
      return account;
    });
    const { Token } = await get(GortTokens).authenticate('ada', 'the second one', '127.0.0.1');
    expect((await get(GortTokens).accountOf(Token)).name).toBe('ada');
    for (const spy of [meanwhile, again]) spy.mockRestore();
  });

  it('record what goes with a user, a group or a role', async () => {
    const before = async (subject: string) => {
      const [[last]] = await get(AuditRepository).list({ subject, limit: 1, offset: 0 });
      return last?.before;
    };
    await install('date', ['tell']);
    await hireAda();
    await users().put('ada', { email: 'ada@example.org', mappings: { slack: 'U1' } }, boss);
    await roles().grant('operator', { bundle: 'date', permission: 'tell' }, boss);
    await users().remove('ada', boss);
    await users().put('bob', {}, boss);
    await groups().addMember('team', 'bob', boss);
    await groups().remove('team', boss);
    await groups().create('others', boss);
    await groups().addRole('others', 'operator', boss);
    await roles().remove('operator', boss);
    expect([await before('user ada'), await before('group team'), await before('role operator')]).toEqual([
      { name: 'ada', email: 'ada@example.org', full_name: null, mappings: { slack: 'U1' }, groups: ['team'] },
      { name: 'team', members: ['bob'], roles: ['operator'] },
      { name: 'operator', permissions: [{ bundle: 'date', permission: 'tell' }], groups: ['others'] },
    ]);
  });

  it('are recorded as often as something changed', async () => {
    const fields = { email: 'ada@example.org', mappings: { slack: 'U1', irc: 'ada' } };
    await Promise.all([1, 2, 3, 4, 5].map(() => users().put('ada', fields, boss)));
    await users().put('ada', {}, boss);
    await users().put('ada', { ...fields, mappings: { irc: 'ada', slack: 'U1' } }, boss);
    await users().put('ada', { mappings: {} }, boss);
    await users().put('ada', { password: 'secret of ada' }, boss);
    await Promise.allSettled([1, 2, 3, 4, 5].map(() => users().remove('ada', boss)));
    const [events] = await get(AuditRepository).list({ limit: 50, offset: 0 });
    expect(events.map(({ action, before, after }) => ({ action, before, after })).reverse()).toEqual([
      { action: 'user.create', before: null, after: { ...fields, password_changed: false } },
      {
        action: 'user.update',
        before: { ...fields, full_name: null },
        after: { mappings: {}, password_changed: false },
      },
      {
        action: 'user.update',
        before: { ...fields, full_name: null, mappings: {} },
        after: { password_changed: true },
      },
      { action: 'user.delete', before: expect.objectContaining({ name: 'ada' }), after: null },
    ]);
  });

  it("have an actor that no user can be taken for: the system's own name is nobody's", async () => {
    await expect(users().put('packyard', {}, boss)).rejects.toMatchObject({ code: 'PARAMETERS_INVALID' });
    await groups().create('packyard', boss);
  });

  it('keep what is not named', async () => {
    await users().put('ada', { email: 'ada@example.org', mappings: { slack: 'U1' }, password: 'x and more' }, boss);
    const changed = await users().put('ada', { full_name: 'Ada' }, boss);
    expect(changed).toMatchObject({
      email: 'ada@example.org',
      full_name: 'Ada',
      mappings: { slack: 'U1' },
      has_password: true,
    });
  });

  it('make one group of several that are made at the same time', async () => {
    const made = await Promise.allSettled([1, 2, 3, 4].map(() => groups().create('team', boss)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await groups().list()).toEqual(['team']);
  });

  it.each(['', 'a b', 'a/b', 'a:b', 'ä', 'x'.repeat(101)])('refuse the name %j', async (name) => {
    for (const change of [
      () => users().put(name, {}, boss),
      () => groups().create(name, boss),
      () => roles().create(name, boss),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'PARAMETERS_INVALID' });
    }
  });
});

describe('the first administrator', () => {
  it('is made once, however many ask at the same time', async () => {
    const made = await Promise.allSettled([1, 2, 3, 4].map(() => get(BootstrapService).run({})));
    const [won, ...more] = made.filter((result) => result.status === 'fulfilled');
    expect(more).toEqual([]);
    for (const lost of made.filter((result) => result.status === 'rejected')) {
      expect(lost.reason).toMatchObject({ status: 409, message: 'Service already bootstrapped' });
    }
    const { username = '', password = '' } = won?.value ?? {};
    const token = await get(GortTokens).authenticate(username, password, '127.0.0.1');
    expect((await get(GortTokens).accountOf(token.Token)).name).toBe('admin');
    for (const needed of ['bundle install', 'user update', 'role grant-permission', 'group add', 'config', 'help']) {
      await expect(get(GortGuard).assertMay('admin', needed)).resolves.toBeUndefined();
    }
  });

  it.each([
    ['users', () => hireAda()],
    [
      'users, groups and roles of that name',
      async () => {
        await users().put('admin', { email: 'root@example.org', password: 'the former' }, boss);
        await groups().create('admin', boss);
        await roles().create('admin', boss);
      },
    ],
  ])('is made although there are %s already', async (_what, prepare) => {
    await prepare();
    const made = await Promise.allSettled([1, 2, 3, 4].map(() => get(BootstrapService).run({ full_name: 'Root' })));
    const [won, ...more] = made.filter((result) => result.status === 'fulfilled');
    expect(more).toEqual([]);
    const { email = '', password = '' } = won?.value ?? {};
    expect(await users().show('admin')).toMatchObject({ email, full_name: 'Root', groups: ['admin'] });
    await get(GortTokens).authenticate('admin', password, '127.0.0.1');
    await expect(get(GortGuard).assertMay('admin', 'role grant-permission')).resolves.toBeUndefined();
    await expect(get(BootstrapService).run({})).rejects.toMatchObject({ status: 409 });
  });

  it('keeps the address of mail that the user had, unless another is given', async () => {
    await users().put('admin', { email: 'root@example.org' }, boss);
    expect(await get(BootstrapService).run({})).toMatchObject({ email: 'root@example.org' });
    expect(await users().show('admin')).toMatchObject({ email: 'root@example.org', full_name: 'Gort Administrator' });
  });

  it('is recorded once, with all that comes with it, as nobody has done it', async () => {
    await groups().create('admin', boss);
    await Promise.allSettled([1, 2, 3].map(() => get(BootstrapService).run({})));
    const [events] = await get(AuditRepository).list({ actor: 'packyard', limit: 50, offset: 0 });
    expect(events.map(({ action, subject }) => `${action} ${subject}`).reverse()).toEqual([
      'pack.install pack gort',
      'pack.enable pack gort',
      'user.create user admin',
      'role.create role admin',
      'group.add_member group admin',
      'group.add_role group admin',
      ...BUILT_IN_CONFIG.permissions.map(() => 'role.grant role admin'),
    ]);
    expect(events[0]).toMatchObject({ after: { bundle: 'gort', permission: 'manage_users' } });
  });

  it("can't lock everybody out", async () => {
    await get(BootstrapService).run({});
    for (const change of [
      () => users().remove('admin', boss),
      () => groups().remove('admin', boss),
      () => roles().remove('admin', boss),
      () => groups().removeMember('admin', 'admin', boss),
      () => groups().removeRole('admin', 'admin', boss),
      () => roles().revoke('admin', { bundle: 'gort', permission: 'manage_users' }, boss),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'ACCOUNT_PROTECTED' });
    }
    await expect(get(VersionEnabling).disable('gort', undefined, { ...admin, force: true })).rejects.toMatchObject({
      code: 'PACK_PROTECTED',
    });
    await expect(
      get(Uninstaller).uninstall('gort', { which: 'all' }, { ...admin, force: true, cascade: true }),
    ).rejects.toMatchObject({ code: 'PACK_PROTECTED' });
    expect(await get(Rollback).run({ ...admin, to: 0, force: true })).toMatchObject({ packs: [] });
    const another = { ...BUILT_IN_CONFIG, version: '9.0.0' };
    await expect(
      get(BundleInstaller).install(another, { ...admin, replace: true, enable: true }),
    ).rejects.toMatchObject({ code: 'PACK_PROTECTED' });
    await expect(get(GortGuard).assertMay('admin', 'user update')).resolves.toBeUndefined();
  });
});

describe("the rules of the bundle gort, for Gort's routes", () => {
  beforeEach(async () => {
    await get(BootstrapService).run({});
    await hireAda();
  });

  it('let in whom they allow, by the version that is enabled', async () => {
    await expect(get(GortGuard).assertMay('ada', 'bundle list')).rejects.toMatchObject({ message: 'unauthorized' });
    const rule = 'with arg[0] == "list" allow';
    await install('gort', [], rule, '0.0.2');
    await expect(get(GortGuard).assertMay('ada', 'bundle list')).rejects.toMatchObject({ status: 401 });
    await get(VersionEnabling).enable('gort', '0.0.2', admin);
    await expect(get(GortGuard).assertMay('ada', 'bundle list')).rejects.toMatchObject({ status: 401 });
    await install('gort', [], 'with arg[1] == "list" allow', '0.0.3');
    await get(VersionEnabling).enable('gort', '0.0.3', admin);
    await expect(get(GortGuard).assertMay('ada', 'bundle list')).resolves.toBeUndefined();
    await expect(get(GortGuard).assertMay('ada', 'bundle install')).rejects.toMatchObject({ message: 'unauthorized' });
    await expect(get(GortGuard).assertMay('admin', 'user info')).rejects.toMatchObject({
      message: 'gort bundle disabled\n  contains: no such command',
    });
  });
});

it('finds no command of the bundle gort in what every object has', async () => {
  await get(BootstrapService).run({});
  for (const line of ['constructor', 'toString', '__proto__ x']) {
    await expect(get(GortGuard).assertMay('admin', line)).rejects.toMatchObject({
      status: 401,
      message: 'gort bundle disabled\n  contains: no such command',
    });
  }
});

describe('tokens', () => {
  it('of one user live side by side, and end with their time and with their user', async () => {
    await users().put('ada', { password: 'the secret' }, boss);
    const tokens = get(GortTokens);
    const [first, second] = [
      await tokens.authenticate('ada', 'the secret', '127.0.0.1'),
      await tokens.authenticate('ada', 'the secret', '127.0.0.1'),
    ];
    expect([(await tokens.accountOf(first.Token)).name, (await tokens.accountOf(second.Token)).name]).toEqual([
      'ada',
      'ada',
    ]);
    await database.query(
      `UPDATE account_token SET expires_at = now() WHERE created_at = (SELECT min(created_at) FROM account_token)`,
    );
    await expect(tokens.accountOf(first.Token)).rejects.toMatchObject({ status: 401, message: 'Unauthorized' });
    expect((await tokens.accountOf(second.Token)).name).toBe('ada');
    await users().remove('ada', boss);
    await expect(tokens.accountOf(second.Token)).rejects.toMatchObject({ status: 401 });
    await expect(tokens.accountOf(undefined)).rejects.toMatchObject({ status: 401 });
  });

  it('are given for a password that was stored at the former cost, which is then stored at that of today', async () => {
    await users().put('ada', { password: 'the secret' }, boss);
    const hash = scryptSync('the secret', 'salt', 32, { N: 1024, r: 8, p: 1 }).toString('base64');
    const former = `scrypt$1024$8$${Buffer.from('salt').toString('base64')}$${hash}`;
    const stored = async () => (await get(AccountRepository).find('ada'))?.passwordHash;
    await database.query(`UPDATE account SET password_hash = '${former}'`);
    await expect(get(GortTokens).authenticate('ada', 'the secre', '127.0.0.1')).rejects.toMatchObject({ status: 403 });
    expect(await stored()).toBe(former);
    const { Token } = await get(GortTokens).authenticate('ada', 'the secret', '127.0.0.1');
    const renewed = await stored();
    expect(renewed).toMatch(/^scrypt2\$32768\$8\$3\$/);
    expect((await get(GortTokens).accountOf(Token)).name).toBe('ada');
    await get(GortTokens).authenticate('ada', 'the secret', '127.0.0.1');
    expect(await stored()).toBe(renewed);
  });

  it('are not given to users without a password, nor for an empty one', async () => {
    await users().put('ada', {}, boss);
    expect((await get(AccountRepository).find('ada'))?.passwordHash).toBeNull();
    await expect(get(GortTokens).authenticate('ada', '', '127.0.0.1')).rejects.toMatchObject({ status: 403 });
  });

  it('are asked for at most ten times a minute in vain from one address', async () => {
    for (let i = 0; i < 10; i += 1) {
      await expect(get(GortTokens).authenticate('nobody', 'x', '192.0.2.1')).rejects.toMatchObject({ status: 400 });
    }
    await expect(get(GortTokens).authenticate('nobody', 'x', '192.0.2.1')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
    await expect(get(GortTokens).authenticate('nobody', 'x', '192.0.2.2')).rejects.toMatchObject({ status: 400 });
  });
});
