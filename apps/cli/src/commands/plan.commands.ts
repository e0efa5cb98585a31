import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { PlanView } from '@packyard/contracts';
import { CliError, EXIT_CODES, type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { indexCredentialsOption, readIndexCredentials } from '../index-credentials';
import type { SentCredentials } from '../plans-client';
import { planLines } from '../progress/plan-lines';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import { follow, followQuietly, showSubmitted } from './follow';
import { addInstallOptions, installParameters, type InstallOptions } from './install-options';

interface PlanOptions extends InstallOptions, OutputOptions {
  enable?: boolean;
  show?: string;
}

interface ApplyOptions extends OutputOptions {
  wait: boolean;
  indexCredentials?: string;
}

const HELP = `
Packs are fetched and resolved; nothing is built, installed or enabled. What comes is marked by +, what changes by ~, what
goes by -.

Examples:
  packyard plan slack@^2 ./my-pack
  packyard plan --show 12
  packyard apply 12

Exit codes: 0 it can be applied, 1 a pack would be refused, 2 not right, 3 not reachable, 4 not authorised`;

export function addPlanCommands(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  const plan = program.command('plan [source...]').description('tell what installing would do, without doing it');
  addInstallOptions(plan)
    .option('--enable', 'as if bundles were enabled, too')
    .option('--no-enable', 'as if nothing were enabled')
    .option('--show <plan>', 'show a plan that was made before')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (sources: string[], { enable, show, ...options }: PlanOptions) => {
      const context = contextOf();
      if ((show === undefined) === (sources.length === 0)) plan.error("error: give either sources or '--show'");
      const parameters = { ...installParameters(sources, options), enable };
      const made = show === undefined ? await makePlan(context, parameters, options) : await context.plans.plan(show);
      if (made === undefined) {
        end(EXIT_CODES.interrupted);
        return;
      }
      showPlan(context, made, options);
      end(made.refused.length === 0 ? EXIT_CODES.success : EXIT_CODES.failure);
    });
  program
    .command('apply <plan>')
    .description('install exactly what a plan says, or say what has moved since')
    .addOption(indexCredentialsOption())
    .option('--no-wait', 'print the execution and exit at once')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (id: string, { indexCredentials, ...options }: ApplyOptions) => {
      const credentials = readIndexCredentials(indexCredentials);
      end(await applyPlan(contextOf(), id, { ...options, credentials }));
    });
}

/** `packyard install --plan`: the plan first, and the question whether to go on. */
export async function installPlanned(
  context: CommandContext,
  parameters: Readonly<Record<string, unknown>>,
  { isYes, wait }: { isYes: boolean; wait: boolean },
): Promise<ExitCode> {
  if (!isYes && !process.stdin.isTTY) {
    throw new CliError(
      'Nobody can be asked here whether to go on.',
      'Give --yes as well, or use packyard plan and packyard apply.',
      EXIT_CODES.usage,
    );
  }
  const plan = await makePlan(context, parameters, {});
  if (plan === undefined) return EXIT_CODES.interrupted;
  context.print(planLines(plan, context.style));
  if (plan.refused.length > 0) return EXIT_CODES.failure;
  if (!isYes && !(await isWanted())) {
    context.print([`Nothing was done. Later: packyard apply ${plan.id}`]);
    return EXIT_CODES.success;
  }
  const credentials = parameters['index_credentials'] as SentCredentials | undefined;
  return applyPlan(context, String(plan.id), { wait, credentials });
}

async function applyPlan(
  context: CommandContext,
  id: string,
  { wait, credentials, ...options }: OutputOptions & { wait: boolean; credentials: SentCredentials | undefined },
): Promise<ExitCode> {
  const execution = await context.plans.apply(id, credentials);
  if (wait) return follow(context, execution, options);
  showSubmitted(context, execution, options);
  return EXIT_CODES.success;
}

async function makePlan(
  context: CommandContext,
  parameters: Readonly<Record<string, unknown>>,
  options: OutputOptions,
): Promise<PlanView | undefined> {
  const made = await context.plans.make(parameters);
  const ended = await followQuietly(context, made, options);
  return ended === undefined ? undefined : context.plans.plan(String(made.id));
}

function showPlan({ show, style }: CommandContext, made: PlanView, options: OutputOptions): void {
  show(made, options, {
    lines: (plan) => [
      ...planLines(plan, style),
      ...(plan.refused.length === 0 ? ['', `Apply it with: packyard apply ${plan.id}`] : []),
    ],
  });
}

async function isWanted(): Promise<boolean> {
  const asked = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(?:es)?$/i.test((await asked.question('\nApply it? [y/N] ')).trim());
  } finally {
    asked.close();
  }
}
