import type { Command } from 'commander';
import { type GroupView, didYouMean } from '@packyard/contracts';
import type { AccountsClient } from '../accounts-client';
import { CliError, EXIT_CODES } from '../cli-error';
import type { CommandContext } from '../command-context';
import { fields } from '../output';
import { oneLine } from '../progress/text';
import { addResourceCommands } from './named-resource.commands';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

type Change = readonly [
  name: string,
  alias: string,
  description: string,
  what: 'users' | 'roles',
  set: (accounts: AccountsClient, group: string, other: string) => Promise<GroupView>,
];

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
    'take roles away from a group',
    'roles',
    (accounts, of, role) => accounts.setRole(of, role, false),
  ],
];

export function addGroupCommands(program: Command, contextOf: () => CommandContext): void {
  const group = program.command('group').description('manage groups of users, and the roles that they have');
  addResourceCommands<GroupView>(
    group,
    {
      noun: 'group',
      list: () => contextOf().accounts.groups(),
      show: (name) => contextOf().accounts.group(name),
      create: (name) => contextOf().accounts.createGroup(name),
      remove: (name) => contextOf().accounts.removeGroup(name),
      lines: groupLines,
    },
    contextOf,
  );
  for (const [name, alias, description, what, set] of CHANGES) {
    group
      .command(`${name} <group> <${what}...>`)
      .alias(alias)
      .description(description)
      .addOption(outputOption())
      .addOption(jsonOption())
      .addHelpText('after', '\nWhen one of them does not exist, nothing is changed.')
      .action(async (of: string, others: string[], options: OutputOptions) => {
        const context = contextOf();
        const { accounts } = context;
        await assertAllThere(accounts, what, others);
        for (const other of others) await set(accounts, of, other);
        context.show(await accounts.group(of), options, { lines: groupLines });
      });
  }
}

/** A typing error is met before anything has changed. */
async function assertAllThere(accounts: AccountsClient, what: 'users' | 'roles', names: string[]): Promise<void> {
  const known = what === 'roles' ? await accounts.roles() : (await accounts.users()).map(({ name }) => name);
  const missing = names.filter((name) => !known.includes(name));
  if (missing.length === 0) return;
  const noun = what.slice(0, -1);
  const named = missing.map((name) => `'${oneLine(name)}'`).join(', ');
  throw new CliError(
    missing.length === 1 ? `There is no ${noun} ${named}.` : `There are no ${what} ${named}.`,
    didYouMean(missing[0] ?? '', known, `Nothing was changed. 'packyard ${noun} list' shows which there are.`),
    EXIT_CODES.usage,
  );
}

function groupLines({ name, members, roles }: GroupView): string[] {
  return fields([
    ['group', name],
    ['members', members.join(', ') || 'none'],
    ['roles', roles.join(', ') || 'none'],
  ]);
}
