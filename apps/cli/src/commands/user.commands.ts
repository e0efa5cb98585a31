import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { UserView } from '@packyard/contracts';
import type { AccountsClient, NewUser } from '../accounts-client';
import { CliError, EXIT_CODES } from '../cli-error';
import type { CommandContext } from '../command-context';
import { fields } from '../output';
import { addDeleteCommand } from './named-resource.commands';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';

interface UserOptions extends OutputOptions {
  email?: string;
  fullName?: string;
  passwordStdin?: true;
}

export function addUserCommands(program: Command, contextOf: () => CommandContext): void {
  const user = program.command('user').description('manage the users who may run commands of bundles');

  user
    .command('list')
    .addOption(outputOption())
    .addOption(jsonOption())
    .description('list all users')
    .action(async (options: OutputOptions) => {
      const { accounts, show } = contextOf();
      show(await accounts.users(), options, { columns: USERS, nothing: 'There are no users.' });
    });

  user
    .command('info <name>')
    .alias('show')
    .addOption(outputOption())
    .addOption(jsonOption())
    .description('show a user with their permissions')
    .action(async (name: string, options: OutputOptions) => {
      const { accounts, show } = contextOf();
      const [found, permissions] = await Promise.all([accounts.user(name), accounts.permissionsOf(name)]);
      show({ ...found, permissions }, options, { lines: (user) => userLines(user, user.permissions) });
    });

  for (const [name, description, check] of [
    ['create', 'create a user', assertIsNew],
    ['update', 'change a user', assertIsThere],
  ] as const) {
    user
      .command(`${name} <name>`)
      .description(description)
      .option('--email <address>', 'email address of the user')
      .option('--full-name <name>', 'full name of the user')
      .option('--password-stdin', 'read the password from standard input, since arguments can be seen by others')
      .addOption(outputOption())
      .addOption(jsonOption())
      .action(async (of: string, options: UserOptions) => {
        const { accounts, show } = contextOf();
        const body = await bodyOf(options);
        await check(accounts, of);
        const made = await accounts.putUser(of, body);
        show(made, options, { lines: (user) => userLines(user, undefined) });
      });
  }

  addDeleteCommand(user, { noun: 'user', remove: (name) => contextOf().accounts.removeUser(name) }, contextOf);
}

const USERS: readonly Column<UserView>[] = [
  ['USER', ({ name }) => name],
  ['FULL NAME', ({ full_name: fullName }) => fullName ?? ''],
  ['GROUPS', ({ groups }) => groups.join(', ')],
  ['EMAIL', ({ email }) => email, 'wide'],
  ['PASSWORD', ({ has_password: hasPassword }) => (hasPassword ? 'set' : 'none'), 'wide'],
  ['CREATED', ({ created }) => created, 'wide'],
];

async function bodyOf({ email, fullName, passwordStdin }: UserOptions): Promise<NewUser> {
  const password = passwordStdin ? await readPassword() : undefined;
  return {
    ...(email === undefined ? {} : { email }),
    ...(fullName === undefined ? {} : { full_name: fullName }),
    ...(password === undefined ? {} : { password }),
  };
}

async function assertIsNew(accounts: AccountsClient, name: string): Promise<void> {
  if (!(await accounts.users()).some((user) => user.name === name)) return;
  const hint = `Change it with 'packyard user update ${name}'.`;
  throw new CliError(`The user '${name}' exists already.`, hint, EXIT_CODES.usage);
}

async function assertIsThere(accounts: AccountsClient, name: string): Promise<void> {
  await accounts.user(name);
}

async function readPassword(): Promise<string> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (password !== '') return password;
  throw new CliError('There is no password on standard input.', 'Pipe it in, on one line.', EXIT_CODES.usage);
}

function userLines(user: UserView, permissions: readonly string[] | undefined): string[] {
  return fields([
    ['user', user.name],
    ['full name', user.full_name],
    ['email', user.email],
    ['password', user.has_password ? 'set' : 'none'],
    ['groups', user.groups.join(', ') || 'none'],
    ['permissions', permissions === undefined ? undefined : permissions.join(', ') || 'none'],
  ]);
}
