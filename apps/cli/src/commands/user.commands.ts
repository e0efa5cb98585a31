import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { UserView } from '@packyard/contracts';
import { CliError, EXIT_CODES } from '../cli-error';
import type { Context } from '../context';
import { fields, table } from '../output';

interface PutOptions {
  email?: string;
  fullName?: string;
  passwordStdin?: true;
  json?: true;
}

export function addUserCommands(program: Command, contextOf: () => Context): void {
  const user = program.command('user').description('who may run commands of bundles');

  user
    .command('list')
    .option('--json', 'print JSON')
    .description('all users')
    .action(async ({ json }: { json?: true }) => {
      const { accounts, print, printJson, style } = contextOf();
      const users = await accounts.users();
      const rows = users.map(({ name, full_name: fullName, groups }) => [name, fullName ?? '', groups.join(', ')]);
      if (json) printJson(users);
      else print(users.length === 0 ? ['There are no users.'] : table(['USER', 'FULL NAME', 'GROUPS'], rows, style));
    });

  user
    .command('show <name>')
    .option('--json', 'print JSON')
    .description('one user, with what it may do')
    .action(async (name: string, { json }: { json?: true }) => {
      const { accounts, print, printJson } = contextOf();
      const [found, permissions] = await Promise.all([accounts.user(name), accounts.permissionsOf(name)]);
      if (json) printJson({ ...found, permissions });
      else print(userLines(found, permissions));
    });

  user
    .command('put <name>')
    .description('make a user, or change what is given')
    .option('--email <address>', 'where to reach the user')
    .option('--full-name <name>', 'for people to read')
    .option('--password-stdin', 'read a password from standard input: it never is an argument')
    .option('--json', 'print JSON')
    .action(async (name: string, { email, fullName, passwordStdin, json }: PutOptions) => {
      const { accounts, print, printJson } = contextOf();
      const password = passwordStdin ? await readPassword() : undefined;
      const made = await accounts.putUser(name, {
        ...(email === undefined ? {} : { email }),
        ...(fullName === undefined ? {} : { full_name: fullName }),
        ...(password === undefined ? {} : { password }),
      });
      if (json) printJson(made);
      else print(userLines(made, undefined));
    });

  user
    .command('delete <name>')
    .description('remove a user')
    .action(async (name: string) => {
      const { accounts, print } = contextOf();
      print([(await accounts.removeUser(name)).message]);
    });
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
