import type { Command } from 'commander';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { follow, showSubmitted } from './follow';
import { installPlanned } from './plan.commands';
import { installLocked } from './lock.commands';
import { addInstallOptions, installParameters, type InstallOptions } from './install-options';
import { isForPrograms, jsonOption, type OutputOptions, outputOption } from '../output/output-format';

interface Options extends InstallOptions, OutputOptions {
  enable?: boolean;
  wait: boolean;
  locked?: string;
  plan?: true;
  yes?: true;
}

const HELP = `
Several sources are installed together, along with the packs that they depend on.

Examples:
  packyard install slack@^1.2 ./my-pack
  packyard install https://github.com/attune/pack-slack.git --ref-spec v1.0.0
  packyard install --locked packs.lock
  packyard install ./my-pack --json | jq .result.summary

Exit codes: 0 all installed, 1 a pack failed, 2 not right, 3 not reachable, 4 not authorised, 130 interrupted`;

export function addInstallCommand(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  const command = program
    .command('install [source...]')
    .description(
      'install packs from git URLs, archive URLs, objects of buckets (s3://bucket/key), registry references (slack@^1) or local paths',
    );
  addInstallOptions(command)
    .option('--locked <file>', 'install exactly what a lock names, and nothing else (see packyard lock)')
    .option('--plan', 'show first what it would do, and ask')
    .option('--yes', 'with --plan: do not ask')
    .option('--enable', 'enable bundles, too')
    .option('--no-enable', 'enable nothing: install beside what is enabled now')
    .option('--no-wait', 'print the execution and exit at once')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (sources: string[], { enable, json, output, wait, locked, plan, yes, ...options }: Options) => {
      const context = contextOf();
      const asked = { json, output };
      if (locked !== undefined) {
        refuseOthers(command, sources);
        const { force, skipTests, indexCredentials } = options;
        const given = { ...(force ? { force } : {}), ...(skipTests ? { skipTests } : {}), ...asked, indexCredentials };
        end(await installLocked(context, locked, { ...given, wait }));
        return;
      }
      if (sources.length === 0) command.error("error: missing required argument 'source'");
      const parameters = { ...installParameters(sources, options), enable };
      if (plan) {
        if (isForPrograms(asked)) command.error("error: options '--plan' and '--json' cannot be used together");
        end(await installPlanned(context, parameters, { isYes: yes === true, wait }));
        return;
      }
      const execution = await context.client.submit('core.install_packs', parameters, options.idempotencyKey);
      if (wait) end(await follow(context, execution, asked));
      else showSubmitted(context, execution, asked);
    });
  refuseBoth(command, ['enable', 'no-enable']);
}

const WITH_LOCKED = new Set(['locked', 'force', 'skipTests', 'indexCredentials', 'json', 'output', 'wait']);

/** A lock says itself how everything is; what would change that is meant for something else. */
function refuseOthers(command: Command, sources: readonly string[]): void {
  if (sources.length > 0) command.error("error: '--locked' installs what its file names, and no other sources");
  const other = command.options.find((option) => {
    const name = option.attributeName();
    return !WITH_LOCKED.has(name) && command.getOptionValueSource(name) === 'cli';
  });
  if (other !== undefined) {
    command.error(`error: options '--locked' and '${other.long ?? other.flags}' cannot be used together`);
  }
}

/** Of an option and its opposite commander takes the last one; somebody who gives both means something else. */
function refuseBoth(command: Command, names: readonly [string, string]): void {
  const given = new Set<string>();
  for (const name of names) {
    command.on(`option:${name}`, () => {
      if (given.add(name).size === names.length) {
        command.error(`error: options '--${names[0]}' and '--${names[1]}' cannot be used together`);
      }
    });
  }
}
