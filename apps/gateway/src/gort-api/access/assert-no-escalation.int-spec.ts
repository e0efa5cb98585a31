import 'reflect-metadata';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PlatformConfig } from '@packyard/config';
import { type Actor, PackyardError } from '@packyard/contracts';
import { parseBundleYaml } from '@packyard/pack';
import { AccountRepository, SchemaModule } from '@packyard/schema';
import { StoreModule } from '@packyard/store';
import { createTestDatabase, scaledRuns, temporaryFolder, type TestDatabase } from '@packyard/testing';
import { BundleInstaller, VersionsModule } from '@packyard/versions';
import fc from 'fast-check';
import { GroupsService } from '../../access/accounts/groups.service';
import { RolesService } from '../../access/accounts/roles.service';
import { UsersService } from '../../access/accounts/users.service';
import { GortError } from '../router/gort-answer';
import type { GortRequest } from '../router/gort-request';
import { GortRoutes } from '../router/gort-routes';
import { GroupRoutes } from '../routes/group-routes';
import { RoleRoutes } from '../routes/role-routes';
import { UserRoutes } from '../routes/user-routes';
import { NoEscalation } from './assert-no-escalation';

const USERS = ['ada', 'bob', 'eve'];
const GROUPS = ['team', 'crew'];
const ROLES = ['reader', 'writer'];
const MANAGING = ['manage_users', 'manage_groups', 'manage_roles', 'manage_commands'];
const PERMISSIONS = [...MANAGING.map((name) => `gort:${name}`), 'date:tell', 'site:door'];

const user = fc.constantFrom(...USERS);
const group = fc.constantFrom(...GROUPS);
const role = fc.constantFrom(...ROLES);
const permission = fc.constantFrom(...PERMISSIONS);
const method = fc.constantFrom('PUT', 'DELETE');

/** What somebody asks for, as a method and a path of Gort's routes. */
const request = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(method, group, user).map(([how, into, who]) => `${how} /v2/groups/${into}/members/${who}`),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(method, group, role).map(([how, to, what]) => `${how} /v2/groups/${to}/roles/${what}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(method, role, permission)
      .map(([how, to, what]) => `${how} /v2/roles/${to}/bundles/${what.replace(':', '/permissions/')}`),
  },
  { weight: 2, arbitrary: user.map((who) => `PUT /v2/users/${who}`) },
  { weight: 1, arbitrary: group.map((name) => `DELETE /v2/groups/${name}`) },
  { weight: 1, arbitrary: group.map((name) => `PUT /v2/groups/${name}`) },
  { weight: 1, arbitrary: role.map((name) => `DELETE /v2/roles/${name}`) },
  { weight: 1, arbitrary: role.map((name) => `PUT /v2/roles/${name}`) },
);
const step = fc.record({ actor: user, request });
const start = fc.record({
  members: fc.array(fc.tuple(group, user), { maxLength: 5 }),
  links: fc.array(fc.tuple(group, role), { maxLength: 4 }),
  grants: fc.array(fc.tuple(role, permission), { maxLength: 8 }),
});

/** Who is in which groups, with which roles and permissions: what the service is compared with. */
class Model {
  readonly groups = new Map(GROUPS.map((name) => [name, { members: new Set<string>(), roles: new Set<string>() }]));
  readonly roles = new Map(ROLES.map((name) => [name, new Set<string>()]));

  permissionsOf(name: string): Set<string> {
    const held = [...this.groups.values()]
      .filter(({ members }) => members.has(name))
      .flatMap(({ roles }) => [...roles]);
    return new Set(held.flatMap((one) => [...(this.roles.get(one) ?? [])]));
  }

  reachOf(name: string): Set<string> {
    const own = this.permissionsOf(name);
    const all =
      own.has('gort:manage_roles') && own.has('gort:manage_groups')
        ? PERMISSIONS.filter((one) => !one.startsWith('gort:'))
        : [];
    return new Set([...own, ...all]);
  }

  ofGroup(name: string): Set<string> {
    return new Set([...(this.groups.get(name)?.roles ?? [])].flatMap((one) => [...(this.roles.get(one) ?? [])]));
  }

  /** Whether the actor may; nothing is said about whether what is named is there. */
  allows(actor: string, how: string, parts: readonly string[]): boolean {
    const [, , kind = '', name = '', , second = '', , third = ''] = parts;
    const reach = this.reachOf(actor);
    const isWithin = (held: Iterable<string>) => [...held].every((one) => reach.has(one));
    if (!this.permissionsOf(actor).has(`gort:manage_${kind}`)) return false;
    if (kind === 'users') return isWithin(this.permissionsOf(name));
    if (parts.length === 4)
      return how === 'PUT' || isWithin(kind === 'groups' ? this.ofGroup(name) : (this.roles.get(name) ?? []));
    if (kind === 'roles') return isWithin([`${second}:${third}`]);
    return isWithin(parts[4] === 'members' ? this.ofGroup(name) : (this.roles.get(second) ?? []));
  }

  apply(how: string, parts: readonly string[]): void {
    const [, , kind = '', name = '', , second = '', , third = ''] = parts;
    if (kind === 'users') return;
    const isGiven = how === 'PUT';
    if (parts.length === 4 && kind === 'groups') {
      if (!isGiven) this.groups.delete(name);
      else if (!this.groups.has(name)) this.groups.set(name, { members: new Set(), roles: new Set() });
    } else if (parts.length === 4) {
      if (isGiven) {
        if (!this.roles.has(name)) this.roles.set(name, new Set());
        return;
      }
      this.roles.delete(name);
      for (const { roles } of this.groups.values()) roles.delete(name);
    } else if (kind === 'roles') change(this.roles.get(name), `${second}:${third}`, isGiven);
    else if (parts[4] === 'members') change(this.groups.get(name)?.members, second, isGiven);
    else if (this.roles.has(second)) change(this.groups.get(name)?.roles, second, isGiven);
  }
}

function change(set: Set<string> | undefined, item: string, isGiven: boolean): void {
  if (isGiven) set?.add(item);
  else set?.delete(item);
}

describe('grants and revocations by whom ever, in whatever order', () => {
  const home = temporaryFolder();
  const boss: Actor = { kind: 'service', id: null, name: 'packyard' };
  let database: TestDatabase;
  let app: INestApplicationContext;
  let routes: GortRoutes;

  beforeAll(async () => {
    database = await createTestDatabase();
    @Module({
      imports: [
        SchemaModule.forRoot(database.url),
        StoreModule.forRoot(home),
        VersionsModule.forRoot(PlatformConfig.parse({})),
      ],
      providers: [UsersService, GroupsService, RolesService, NoEscalation, UserRoutes, GroupRoutes, RoleRoutes],
    })
    class Accounts {}
    app = await NestFactory.createApplicationContext(Accounts, { logger: false, abortOnError: false });
    for (const [name, declared] of [
      ['gort', MANAGING],
      ['date', ['tell']],
    ] as const) {
      const text = `gort_bundle_version: 1\nname: ${name}\nversion: 1.0.0\ndescription: d\npermissions: [${declared.join(', ')}]\ncommands:\n  c:\n    rules: ['allow']\n`;
      await app.get(BundleInstaller).install(parseBundleYaml(text).config, { actor: boss, isBuiltIn: name === 'gort' });
    }
    routes = new GortRoutes(
      [app.get(UserRoutes), app.get(GroupRoutes), app.get(RoleRoutes)].flatMap((one) => one.routes),
    );
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('give nobody, and take from nobody, what the one who does it lacks; and all else is done', async () => {
    await fc.assert(
      fc.asyncProperty(start, fc.array(step, { minLength: 5, maxLength: 25 }), async (from, steps) => {
        const model = await begun(from);
        for (const { actor, request: asked } of steps) {
          const [how = '', path = ''] = asked.split(' ');
          const parts = path.split('/');
          const before = await everybody();
          const reach = model.reachOf(actor);
          const isAllowed = model.allows(actor, how, parts);
          const canBeDone = isAllowed && isThere(model, how, parts);
          const isDone = await tried(actor, how, path);
          if (isDone) model.apply(how, parts);
          expect([actor, asked, isDone && !isAllowed]).toEqual([actor, asked, false]);
          const after = await everybody();
          for (const [name, held] of after) {
            const former = before.get(name) ?? new Set();
            const changed = [...held]
              .filter((one) => !former.has(one))
              .concat([...former].filter((one) => !held.has(one)));
            expect([actor, asked, changed.filter((one) => !reach.has(one))]).toEqual([actor, asked, []]);
            expect([asked, name, [...held].sort()]).toEqual([asked, name, [...model.permissionsOf(name)].sort()]);
          }
          // What is allowed and names what is there is done.
          if (canBeDone) expect([actor, asked, isDone]).toEqual([actor, asked, true]);
        }
      }),
      { numRuns: scaledRuns(100) },
    );
  });

  /** Whether it was done; false when it was refused, or what it names is not there. */
  async function tried(actor: string, how: string, path: string): Promise<boolean> {
    const found = routes.find(how, path);
    if (typeof found === 'number') throw new Error(`${how} ${path}: ${found}`);
    const held = await app.get(AccountRepository).permissionsOf(actor);
    const command = found.route.needs?.split(' ')[0] ?? '';
    if (!held.includes(`gort:manage_${command}s`)) return false;
    const who: Actor = { kind: 'user', id: 1, name: actor };
    const asked = { method: how, parameters: found.parameters, actor: who, body: () => ({ email: 'x@example.org' }) };
    try {
      await found.route.answer(asked as unknown as GortRequest);
      return true;
    } catch (error) {
      if (error instanceof GortError || error instanceof PackyardError) return false;
      throw error;
    }
  }

  async function begun({ members, links, grants }: { members: string[][]; links: string[][]; grants: string[][] }) {
    await database.query('TRUNCATE account, account_group, role CASCADE');
    const model = new Model();
    for (const name of USERS) await app.get(UsersService).put(name, {}, boss);
    for (const name of GROUPS) await app.get(GroupsService).create(name, boss);
    for (const name of ROLES) await app.get(RolesService).create(name, boss);
    for (const [into = '', who = ''] of members) {
      await app.get(GroupsService).addMember(into, who, boss);
      model.groups.get(into)?.members.add(who);
    }
    for (const [to = '', what = ''] of links) {
      await app.get(GroupsService).addRole(to, what, boss);
      model.groups.get(to)?.roles.add(what);
    }
    for (const [to = '', what = ''] of grants) {
      const [bundle = '', name = ''] = what.split(':');
      await app.get(RolesService).grant(to, { bundle, permission: name }, boss);
      model.roles.get(to)?.add(what);
    }
    return model;
  }

  async function everybody(): Promise<Map<string, Set<string>>> {
    const held = USERS.map(
      async (name) => [name, new Set(await app.get(AccountRepository).permissionsOf(name))] as const,
    );
    return new Map(await Promise.all(held));
  }
});

/** Whether there is what is named, before anything is done. */
function isThere(model: Model, how: string, parts: readonly string[]): boolean {
  const [, , kind = '', name = '', below = '', second = ''] = parts;
  if (kind === 'users') return true;
  if (parts.length === 4) return kind === 'groups' && (how === 'PUT' || model.groups.has(name));
  if (kind === 'roles') return model.roles.has(name);
  return model.groups.has(name) && (below === 'members' || model.roles.has(second));
}
