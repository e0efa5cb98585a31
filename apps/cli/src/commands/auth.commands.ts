import { type Command, InvalidArgumentError, Option } from 'commander';
import { type RevokedToken, TOKEN_SCOPES, type TokenScope, type TokenView } from '@packyard/contracts';
import { CliError, EXIT_CODES } from '../cli-error';
import type { Connection } from '../connection';
import type { Context } from '../context';
import { fields, table } from '../output';
import { inWords, limitsInWords, limitsOf, type LimitOptions } from '../token-words';

interface JsonOption {
  json?: true;
}

interface CreateOptions extends JsonOption, LimitOptions {
  name: string;
  scope: TokenScope;
  expiresIn?: number | null;
}

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const HELP = `
Examples:
  export ATTUNE_ACTION_API_TOKEN="$(packyard auth token)"
  packyard auth token create --name ci --scope install --expires-in 30d
  packyard auth token create --name team --from 'https://git.example.org/team/*' --from registry:core --own-only
  packyard auth token create --name slack-upgrades --pack slack`;

export function addAuthCommands(program: Command, contextOf: () => Context): void {
  const auth = program.command('auth').description('create, list and revoke tokens');
  addTokenCommands(auth, contextOf);

  auth
    .command('whoami')
    .description('show whose token the commands use, and what it may do')
    .option('--json', 'print JSON')
    .action(async (options: JsonOption) => {
      const { client, print, printJson } = contextOf();
      const caller = await client.whoami();
      if (options.json) {
        printJson(caller);
        return;
      }
      const permissions = caller.effective_permissions.map(
        ({ resource, actions }) => `${resource} ${actions.join('/')}`,
      );
      print(
        fields([
          ['token', caller.login],
          ['id', String(caller.id)],
          ['may', permissions.join(', ')],
        ]),
      );
    });
}

function addTokenCommands(auth: Command, contextOf: () => Context): void {
  const token = auth
    .command('token')
    .description('print the token that the commands use, on one line')
    .addHelpText('after', HELP)
    .action(() => {
      const { connection, print } = contextOf();
      print([tokenOf(connection)]);
    });

  token
    .command('create')
    .description('create a token and print it, this once only')
    .requiredOption('--name <name>', 'name of the token')
    .addOption(new Option('--scope <scope>', 'what the token may do').choices(TOKEN_SCOPES).default('install'))
    .option('--expires-in <time>', 'lifetime, such as 30d, 12h, a number of seconds, or never (default: 90d)', seconds)
    .option(
      '--from <pattern>',
      'install from there only: registry:slack, https://git.example.org/team/* (repeatable)',
      more,
      [],
    )
    .option('--pack <ref>', 'install and enable this pack only, as for its upgrades (repeatable)', more, [])
    .option('--own-only', 'see and cancel only what it requested itself')
    .option('--json', 'print JSON')
    .action(async ({ name, scope, expiresIn, json, ...asked }: CreateOptions) => {
      const { client, print, printJson, tell } = contextOf();
      const created = await client.createToken({
        name,
        scope,
        ...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
        ...limitsOf(asked),
      });
      if (json) printJson(created);
      else print([created.token]);
      tell(`${inWords(created)}\nThis token is shown only once: keep it in a safe place.`);
    });

  token
    .command('list')
    .description('list all tokens, without showing their values')
    .option('--json', 'print JSON')
    .action(async (options: JsonOption) => {
      const { client, print, printJson, style } = contextOf();
      const tokens = await client.tokens();
      if (options.json) printJson(tokens);
      else
        print(
          table(['ID', 'NAME', 'SCOPE', 'LIMITS', 'STATE', 'EXPIRES', 'LAST USED', 'BY'], tokens.map(cellsOf), style),
        );
    });

  token
    .command('revoke <id>')
    .description('revoke a token, and end the sessions that were started with it')
    .option('--json', 'print JSON')
    .action(async (id: string, options: JsonOption) => {
      const { client, print, printJson, tell } = contextOf();
      const revoked = await client.revokeToken(id);
      if (options.json) printJson(revoked);
      else print([`token ${revoked.id} (${revoked.name}) revoked`]);
      if (revoked.remaining.length > 0) tell(remainingIn(revoked));
    });
}

function more(value: string, former: string[]): string[] {
  return [...former, value];
}

function tokenOf({ token, tokenFrom }: Connection): string {
  if (token !== undefined) return token;
  const hint = 'Set PACKYARD_TOKEN, or use --token or --home.';
  throw new CliError(`There is no token: ${tokenFrom}.`, hint, EXIT_CODES.unauthorized);
}

function cellsOf(token: TokenView): string[] {
  const { id, name, scope, expires_at: expires, last_used_at: used, created_by: by } = token;
  return [
    String(id),
    name,
    scope,
    limitsInWords(token.limits),
    stateOf(token),
    expires ?? 'never',
    used ?? 'never',
    by ?? '-',
  ];
}

function remainingIn({ remaining }: RevokedToken): string {
  const named = remaining.map(({ id, name, scope }) => `${id} (${name}, ${scope})`);
  return `Tokens that it made still open what their scope says: ${named.join(', ')}. Revoke those that should end too.`;
}

function stateOf({ revoked_at: revoked, expires_at: expires }: TokenView): string {
  if (revoked !== null) return 'revoked';
  return expires !== null && Date.parse(expires) <= Date.now() ? 'expired' : 'usable';
}

function seconds(text: string): number | null {
  if (text === 'never') return null;
  const [, count, unit = 's'] = /^([1-9]\d{0,8})([smhd])?$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * (SECONDS_OF[unit] ?? 1);
  throw new InvalidArgumentError('It has to look like 30d, 12h, 45m or 3600.');
}
