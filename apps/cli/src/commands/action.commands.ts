import { type Command, Option } from 'commander';
import { type ActionSummary, type ActionView, DOCUMENTED_DEFAULTS, visible } from '@packyard/contracts';
import { readActionInput } from '../action-run/read-action-input';
import { runAction } from '../action-run/run-action';
import type { ExitCode } from '../cli-error';
import { callerEnvironment, type CommandContext, type GlobalOptions } from '../command-context';
import { withLocalPaths } from '../local-paths';
import { fields, table } from '../output';
import { typedParameters } from '../typed-parameters';
import { follow, showSubmitted } from './follow';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';

interface ExecuteOptions extends OutputOptions {
  param: string[];
  paramsJson?: string;
  wait: boolean;
  idempotencyKey?: string;
}

interface Ways {
  contextOf: () => CommandContext;
  /** The same for another address or token than the command line names. */
  contextFor: (options: Partial<GlobalOptions>) => CommandContext;
  end: (exitCode: ExitCode) => void;
}

const EXECUTE_HELP = `
A value is read by the type of the parameter: text as it is, lists and objects as JSON.

Examples:
  packyard action execute core.download_packs --param packs='["slack@1.0.0"]' --param destination_dir=/tmp/packs
  packyard action execute core.get_pack_dependencies --param pack_paths='["/tmp/packs/slack"]' --json | jq .output

Exit codes: 0 all done, 1 a pack failed, 2 not right, 3 not reachable, 4 not authorised, 130 interrupted`;

const RUN_HELP = `
Runs one of the pack actions as an entry point of a platform does. Parameters come from ATTUNE_ACTION_* variables, or
from standard input, as dotenv lines or as one JSON object. Standard output gets the output of the action as JSON and
nothing else; everything else that is said goes to standard error.

Example:
  ATTUNE_ACTION_PACK_PATHS='["/tmp/packs/slack"]' packyard action run get_pack_dependencies | jq .missing_dependencies

Exit codes: 0 the action ran (what failed is in its output), 1 it did not, and the output says why`;

export function addActionCommands(program: Command, ways: Ways): void {
  const action = program.command('action').description('execute the pack actions one at a time');
  addExecute(action, ways);
  addRun(action, ways);
  addLookups(action, ways);
}

function addExecute(action: Command, { contextOf, contextFor, end }: Ways): void {
  action
    .command('execute <ref>')
    .description('execute an action and wait until it has ended')
    .addOption(
      new Option('--param <name=value>', 'a parameter of the action; may be repeated')
        .default([], 'none')
        .argParser((value: string, all: string[]) => [...all, value]),
    )
    .addOption(new Option('--params-json <json>', 'all parameters as one JSON object').conflicts('param'))
    .option('--idempotency-key <key>', 'make it harmless to repeat the command')
    .option('--no-wait', 'print the execution and exit at once')
    .option('-w, --watch', 'accepted for compatibility; waiting is the default')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', EXECUTE_HELP)
    .action(async (ref: string, options: ExecuteOptions) => {
      const described = await contextOf().client.action(ref);
      const { api_url: apiUrl, ...parameters } = typedParameters(described, options);
      // The service that it names does the work, and is told where the command goes on.
      const isElsewhere = typeof apiUrl === 'string' && apiUrl !== DOCUMENTED_DEFAULTS.api_url;
      const context = isElsewhere ? contextFor({ apiUrl }) : contextOf();
      const execution = await context.client.submit(ref, withLocalPaths(parameters), options.idempotencyKey);
      if (options.wait) end(await follow(context, execution, options));
      else showSubmitted(context, execution, options);
    });
}

function addRun(action: Command, { contextFor, end }: Ways): void {
  action
    .command('run <name>')
    .description('run a pack action as an entry point: parameters from the environment or standard input, JSON out')
    .addHelpText('after', RUN_HELP)
    .action(async (name: string) => {
      const { output, exitCode } = await runAction(await readActionInput(name, callerEnvironment()), contextFor);
      process.stdout.write(`${visible(JSON.stringify(output, null, 2))}\n`);
      end(exitCode);
    });
}

function addLookups(action: Command, { contextOf }: Ways): void {
  action
    .command('list')
    .description('list all actions: those of the service, then those of installed packs')
    .option('--pack <ref>', 'only actions of this pack')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ pack, ...options }: OutputOptions & { pack?: string }) => {
      const { client, show } = contextOf();
      show(await client.actions(pack), options, { columns: ACTIONS });
    });

  action
    .command('show <ref>')
    .description('show an action with its parameters')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (ref: string, options: OutputOptions) => {
      const { client, show, style } = contextOf();
      show(await client.action(ref), options, {
        lines: (found) => [
          ...fields([
            ['action', found.ref],
            ['label', found.label],
            ['description', found.description],
            ['entry point', found.entrypoint],
          ]),
          '',
          ...table(['PARAMETER', 'TYPE', 'REQUIRED', 'DEFAULT', 'DESCRIPTION'], parameterRows(found), style),
        ],
      });
    });
}

const ACTIONS: readonly Column<ActionSummary>[] = [
  ['ACTION', ({ ref }) => ref],
  ['LABEL', ({ label }) => label],
  ['EXECUTABLE HERE', ({ is_executable: isOurs }) => (isOurs ? 'yes' : 'no')],
  ['PACK', ({ pack_ref: pack }) => pack, 'wide'],
  ['ENTRY POINT', ({ entrypoint }) => entrypoint, 'wide'],
  ['DESCRIPTION', ({ description }) => description, 'wide'],
];

interface ParameterSchema {
  type?: unknown;
  items?: { type?: unknown };
  default?: unknown;
  description?: unknown;
  required?: unknown;
}

/** From JSON Schema, or from the flat style in which packs may write parameters. */
function parameterRows({ param_schema: schema }: ActionView): string[][] {
  const properties = (schema?.['properties'] ?? schema ?? {}) as Record<string, ParameterSchema | null>;
  const required = schema?.['required'];
  return Object.entries(properties).map(([name, parameter]) => [
    name,
    `${text(parameter?.type)}${parameter?.items === undefined ? '' : `[${text(parameter.items.type)}]`}`,
    (Array.isArray(required) && required.includes(name)) || parameter?.required === true ? 'yes' : 'no',
    parameter?.default === undefined ? '-' : JSON.stringify(parameter.default),
    text(parameter?.description),
  ]);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
