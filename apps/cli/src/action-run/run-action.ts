import { type Action, DOCUMENTED_DEFAULTS, visible } from '@packyard/contracts';
import type { PackActionRoute } from '../api-client';
import { CliError, EXIT_CODES, type ExitCode } from '../cli-error';
import type { CommandContext, GlobalOptions } from '../command-context';
import { withLocalPaths } from '../local-paths';
import { oneLine } from '../progress/text';
import { watchExecution } from '../watch-execution';
import { notStartedOutput } from './not-started-output';
import type { ActionInput } from './read-action-input';

interface Ran {
  output: unknown;
  exitCode: ExitCode;
}

/** Where Attune serves the actions. The others are executions, there as here. */
const ROUTES: Readonly<Partial<Record<Action, PackActionRoute>>> = {
  'core.download_packs': '/api/v1/packs/download',
  'core.get_pack_dependencies': '/api/v1/packs/dependencies',
  'core.build_pack_envs': '/api/v1/packs/build-envs',
  'core.register_packs': '/api/v1/packs/register-batch',
};

/** Does what Attune's action scripts do: one call, its output, or the least output that says what went wrong. */
export async function runAction(
  input: ActionInput,
  contextFor: (options: Partial<GlobalOptions>) => CommandContext,
): Promise<Ran> {
  const { action, parameters } = input;
  const problem = input.refused?.message ?? missingInput(action, parameters);
  if (problem !== undefined) {
    const { hint } = input.refused ?? {};
    process.stderr.write(visible(`${action}: ${problem}\n${hint === undefined ? '' : `${hint}\n`}`));
    return { output: notStartedOutput(action, { origin: 'input', error: problem }), exitCode: EXIT_CODES.failure };
  }
  try {
    const context = contextFor(connectionIn(input));
    context.tell(`${action}: ${context.connection.url} does it`);
    return { output: await call(context, action, withLocalPaths(parameters)), exitCode: EXIT_CODES.success };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(visible(`${error.message}\n${error.hint ?? ''}\n`));
    const said = (error.refusal?.said ?? oneLine(error.message)).replaceAll('"', "'");
    const text = `API call failed (HTTP ${error.refusal?.status ?? '000'}): ${said}`;
    return { output: notStartedOutput(action, { origin: 'api', error: text }), exitCode: EXIT_CODES.failure };
  }
}

/** Platforms give what is documented as the default where nobody chose an address. */
function connectionIn({ apiUrl, apiToken }: ActionInput): Partial<GlobalOptions> {
  const isChosen = apiUrl !== undefined && apiUrl !== DOCUMENTED_DEFAULTS.api_url;
  return {
    ...(isChosen ? { apiUrl, isUrlOfOthers: true } : {}),
    ...(apiToken === undefined ? {} : { token: apiToken, tokenName: 'api_token' }),
  };
}

async function call(
  { client, openView }: CommandContext,
  action: Action,
  parameters: Record<string, unknown>,
): Promise<unknown> {
  const route = ROUTES[action];
  if (route !== undefined) return client.runPackAction(route, parameters);
  const view = openView({ json: true });
  try {
    const submitted = await client.submit(action, parameters, undefined);
    return (await watchExecution(client, submitted, { view, signal: new AbortController().signal })).result;
  } finally {
    view.close();
  }
}

const TAKES_PATHS: readonly Action[] = ['core.get_pack_dependencies', 'core.build_pack_envs', 'core.register_packs'];

function missingInput(action: Action, parameters: Record<string, unknown>): string | undefined {
  const isMissing = (name: string) => {
    const value = parameters[name];
    return value === undefined || (Array.isArray(value) && value.length === 0);
  };
  if (action === 'core.download_packs' && isMissing('destination_dir')) return 'destination_dir is required';
  if (!TAKES_PATHS.includes(action)) {
    return isMissing('packs') ? 'No packs provided' : undefined;
  }
  return isMissing('pack_paths') ? 'No pack paths provided' : undefined;
}
