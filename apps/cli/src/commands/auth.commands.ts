import { type Command, InvalidArgumentError, Option } from 'commander';
import { type RevokedToken, TOKEN_SCOPES, type TokenScope, type TokenView } from '@packyard/contracts';
import { CliError, EXIT_CODES } from '../cli-error';
import type { Connection } from '../connection';
import type { CommandContext } from '../command-context';
import { fields } from '../output';
import { describeToken, limitsInWords, limitsOf, type LimitOptions } from '../describe-token';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';

interface CreateOptions extends OutputOptions, LimitOptions {
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

export function addAuthCommands(program: Command, contextOf: () => CommandContext): void {
  const auth = program.command('auth').description('create, list and revoke tokens');
  addTokenCommands(auth, contextOf);

  auth
    .command('whoami')
    .description('show whose token the commands use, and what it may do')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { client, show } = contextOf();
      show(await client.whoami(), options, {
        lines: ({ login, id, effective_permissions: permissions }) =>
          fields([
            ['token', login],
            ['id', String(id)],
            ['may', permissions.map(({ resource, actions }) => `${resource} ${actions.join('/')}`).join(', ')],
          ]),
        names: ({ login }) => [login],
      });
    });
}

function addTokenCommands(auth: Command, contextOf: () => CommandContext): void {
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
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ name, scope, expiresIn, json, output, ...asked }: CreateOptions) => {
      const { client, show, tell } = contextOf();
      const created = await client.createToken({
        name,
        scope,
        ...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
        ...limitsOf(asked),
      });
      // What it can be used by from now on; it is shown this once.
      const tokens = ({ token: value }: typeof created) => [value];
      show(created, { json, output }, { lines: tokens, names: tokens });
      tell(`${describeToken(created)}\nThis token is shown only once: keep it in a safe place.`);
    });

  token
    .command('list')
    .description('list all tokens, without showing their values')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { client, show } = contextOf();
      show(await client.tokens(), options, { columns: TOKENS });
    });

  token
    .command('revoke <id>')
    .description('revoke a token, and end the sessions that were started with it')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (id: string, options: OutputOptions) => {
      const { client, show, tell } = contextOf();
      const revoked = await client.revokeToken(id);
      show(revoked, options, { lines: ({ id: gone, name }) => [`token ${gone} (${name}) revoked`] });
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

const TOKENS: readonly Column<TokenView>[] = [
  ['ID', ({ id }) => String(id)],
  ['NAME', ({ name }) => name],
  ['SCOPE', ({ scope }) => scope],
  ['LIMITS', ({ limits }) => limitsInWords(limits)],
  ['STATE', stateOf],
  ['EXPIRES', ({ expires_at: expires }) => expires ?? 'never'],
  ['LAST USED', ({ last_used_at: used }) => used ?? 'never'],
  ['BY', ({ created_by: by }) => by],
  ['CREATED', ({ created }) => created, 'wide'],
  ['REVOKED', ({ revoked_at: revoked }) => revoked, 'wide'],
];

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
