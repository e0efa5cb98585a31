import { type Command, InvalidArgumentError, Option } from 'commander';
import { TOKEN_SCOPES, type TokenScope, type TokenView } from '@packyard/contracts';
import { CliError, EXIT_CODES } from '../cli-error';
import type { Connection } from '../connection';
import type { Context } from '../context';
import { fields, table } from '../output';

interface JsonOption {
  json?: true;
}

interface CreateOptions extends JsonOption {
  name: string;
  scope: TokenScope;
  expiresIn?: number;
}

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const HELP = `
Examples:
  export ATTUNE_ACTION_API_TOKEN="$(packyard auth token)"
  packyard auth token create --name ci --scope install --expires-in 30d`;

export function addAuthCommands(program: Command, contextOf: () => Context): void {
  const auth = program.command('auth').description('look at tokens, make and revoke them');
  addTokenCommands(auth, contextOf);

  auth
    .command('whoami')
    .description('who the service takes this command for')
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
    .description('print the token that commands use, on one line')
    .addHelpText('after', HELP)
    .action(() => {
      const { connection, print } = contextOf();
      print([tokenOf(connection)]);
    });

  token
    .command('create')
    .description('make a token, and print it this once')
    .requiredOption('--name <name>', 'what to call it')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(TOKEN_SCOPES).default('install'))
    .option('--expires-in <time>', 'such as 30d, 12h or a number of seconds (otherwise never)', seconds)
    .option('--json', 'print JSON')
    .action(async ({ name, scope, expiresIn, json }: CreateOptions) => {
      const { client, print, printJson, tell } = contextOf();
      const created = await client.createToken({
        name,
        scope,
        ...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
      });
      if (json) printJson(created);
      else print([created.token]);
      tell('This token is shown only once: keep it somewhere safe.');
    });

  token
    .command('list')
    .description('all tokens, without themselves')
    .option('--json', 'print JSON')
    .action(async (options: JsonOption) => {
      const { client, print, printJson, style } = contextOf();
      const tokens = await client.tokens();
      if (options.json) printJson(tokens);
      else print(table(['ID', 'NAME', 'SCOPE', 'STATE', 'EXPIRES', 'LAST USED', 'BY'], tokens.map(cellsOf), style));
    });

  token
    .command('revoke <id>')
    .description('make a token useless, and end the sessions that it began')
    .option('--json', 'print JSON')
    .action(async (id: string, options: JsonOption) => {
      const { client, print, printJson } = contextOf();
      const revoked = await client.revokeToken(id);
      if (options.json) printJson(revoked);
      else print([`token ${revoked.id} (${revoked.name}) revoked`]);
    });
}

function tokenOf({ token, tokenFrom }: Connection): string {
  if (token !== undefined) return token;
  const hint = 'Set PACKYARD_TOKEN, or use --home.';
  throw new CliError(`There is no token: ${tokenFrom}.`, hint, EXIT_CODES.unauthorized);
}

function cellsOf(token: TokenView): string[] {
  const { id, name, scope, expires_at: expires, last_used_at: used, created_by: by } = token;
  return [String(id), name, scope, stateOf(token), expires ?? 'never', used ?? 'never', by ?? '-'];
}

function stateOf({ revoked_at: revoked, expires_at: expires }: TokenView): string {
  if (revoked !== null) return 'revoked';
  return expires !== null && Date.parse(expires) <= Date.now() ? 'expired' : 'usable';
}

function seconds(text: string): number {
  const [, count, unit = 's'] = /^([1-9]\d{0,8})([smhd])?$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * (SECONDS_OF[unit] ?? 1);
  throw new InvalidArgumentError('It has to look like 30d, 12h, 45m or 3600.');
}
