import type { Command } from 'commander';
import type { GroupView, RoleView } from '@packyard/contracts';
import type { AccountsClient } from '../accounts-client';
import { CliError, EXIT_CODES } from '../cli-error';
import type { Context } from '../context';
import { fields } from '../output';

type Change = readonly [
  name: string,
  alias: string,
  description: string,
  what: 'users' | 'roles',
  set: (accounts: AccountsClient, group: string, other: string) => Promise<GroupView>,
];

interface JsonOption {
  json?: true;
}

// As Gort's client calls them, each with a name that says it all.
const CHANGES: readonly Change[] = [
  ['add', 'add-user', 'add users to a group', 'users', (accounts, of, user) => accounts.setMember(of, user, true)],
  [
    'remove',
    'remove-user',
    'remove users from a group',
    'users',
    (accounts, of, user) => accounts.setMember(of, user, false),
  ],
  ['grant', 'add-role', 'give roles to a group', 'roles', (accounts, of, role) => accounts.setRole(of, role, true)],
  [
    'revoke',
    'remove-role',
    'take roles from a group',
    'roles',
    (accounts, of, role) => accounts.setRole(of, role, false),
  ],
];

export function addGroupCommands(program: Command, contextOf: () => Context): void {
  const group = program.command('group').description('groups of users, and the roles that they have');
  addNamed(group, {
    noun: 'group',
    list: () => contextOf().accounts.groups(),
    show: async (name) => groupLines(await contextOf().accounts.group(name)),
    create: async (name) => groupLines(await contextOf().accounts.createGroup(name)),
    remove: async (name) => [(await contextOf().accounts.removeGroup(name)).message],
    contextOf,
  });
  for (const [name, alias, description, what, set] of CHANGES) {
    group
      .command(`${name} <group> <${what}...>`)
      .alias(alias)
      .description(description)
      .action(async (of: string, others: string[]) => {
        const { accounts, print } = contextOf();
        for (const other of others) await set(accounts, of, other);
        print(groupLines(await accounts.group(of)));
      });
  }
}

export function addRoleCommands(program: Command, contextOf: () => Context): void {
  const role = program.command('role').description('roles, and the permissions of bundles that they stand for');
  addNamed(role, {
    noun: 'role',
    list: () => contextOf().accounts.roles(),
    show: async (name) => roleLines(await contextOf().accounts.role(name)),
    create: async (name) => roleLines(await contextOf().accounts.createRole(name)),
    remove: async (name) => [(await contextOf().accounts.removeRole(name)).message],
    contextOf,
  });
  for (const [name, alias, isGranted] of [
    ['grant-permission', 'grant', true],
    ['revoke-permission', 'revoke', false],
  ] as const) {
    role
      .command(`${name} <role> <bundle> [permission]`)
      .alias(alias)
      .description(`${alias} a permission, as bundle and permission or as bundle:permission`)
      .action(async (of: string, bundle: string, permission: string | undefined) => {
        const { accounts, print } = contextOf();
        const grant = permission === undefined ? grantOf(bundle) : { bundle, permission };
        print(roleLines(await accounts.setGrant(of, grant, isGranted)));
      });
  }
}

interface Named {
  noun: string;
  list: () => Promise<string[]>;
  show: (name: string) => Promise<string[]>;
  create: (name: string) => Promise<string[]>;
  remove: (name: string) => Promise<string[]>;
  contextOf: () => Context;
}

function addNamed(parent: Command, { noun, list, show, create, remove, contextOf }: Named): void {
  parent
    .command('list')
    .description(`all ${noun}s`)
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) => {
      const { print, printJson } = contextOf();
      const names = await list();
      if (json) printJson(names);
      else print(names.length === 0 ? [`There are no ${noun}s.`] : names);
    });
  for (const [name, description, act] of [
    ['info', `one ${noun}`, show],
    ['create', `make a ${noun}`, create],
    ['delete', `remove a ${noun}`, remove],
  ] as const) {
    const command = parent
      .command(`${name} <name>`)
      .description(description)
      .action(async (of: string) => contextOf().print(await act(of)));
    if (name === 'info') command.alias('show');
  }
}

function groupLines({ name, members, roles }: GroupView): string[] {
  return fields([
    ['group', name],
    ['members', members.join(', ') || 'none'],
    ['roles', roles.join(', ') || 'none'],
  ]);
}

function roleLines({ name, permissions, groups }: RoleView): string[] {
  return fields([
    ['role', name],
    ['permissions', permissions.map(({ bundle, permission }) => `${bundle}:${permission}`).join(', ') || 'none'],
    ['groups', groups.join(', ') || 'none'],
  ]);
}

function grantOf(text: string): { bundle: string; permission: string } {
  const [, bundle, permission] = /^([^:]+):([^:]+)$/.exec(text) ?? [];
  if (bundle !== undefined && permission !== undefined) return { bundle, permission };
  throw new CliError(
    `'${text}' is no permission.`,
    'Write bundle:permission, or the bundle and then the permission.',
    EXIT_CODES.usage,
  );
}
