import type { Command } from 'commander';
import type { GroupView, RoleView } from '@packyard/contracts';
import { CliError, EXIT_CODES } from '../cli-error';
import type { Context } from '../context';
import { fields } from '../output';

interface JsonOption {
  json?: true;
}

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
  const change = (name: string, what: string, make: (group: string, other: string) => Promise<GroupView>) =>
    group
      .command(`${name} <group> <${what}>`)
      .description(`${name.replace('-', ' a ')} ${name.startsWith('add') ? 'to' : 'from'} a group`)
      .action(async (of: string, other: string) => contextOf().print(groupLines(await make(of, other))));
  change('add-user', 'user', (of, user) => contextOf().accounts.setMember(of, user, true));
  change('remove-user', 'user', (of, user) => contextOf().accounts.setMember(of, user, false));
  change('add-role', 'role', (of, role) => contextOf().accounts.setRole(of, role, true));
  change('remove-role', 'role', (of, role) => contextOf().accounts.setRole(of, role, false));
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
  for (const [name, isGranted] of [
    ['grant', true],
    ['revoke', false],
  ] as const) {
    role
      .command(`${name} <role> <permission>`)
      .description(`${name} a permission, as bundle:permission`)
      .action(async (of: string, permission: string) => {
        const { accounts, print } = contextOf();
        print(roleLines(await accounts.setGrant(of, grantOf(permission), isGranted)));
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
    ['show', `one ${noun}`, show],
    ['create', `make a ${noun}`, create],
    ['delete', `remove a ${noun}`, remove],
  ] as const) {
    parent
      .command(`${name} <name>`)
      .description(description)
      .action(async (of: string) => contextOf().print(await act(of)));
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
  throw new CliError(`'${text}' is no permission.`, 'Write bundle:permission.', EXIT_CODES.usage);
}
