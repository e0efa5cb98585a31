import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { PlanView } from '@packyard/contracts';
import { CliError, EXIT_CODES, type ExitCode } from '../cli-error';
import type { Context } from '../context';
import { planLines } from '../progress/plan-lines';
import { follow, followQuietly } from './follow';
import { addInstallOptions, installParameters, type InstallOptions } from './install-options';

interface PlanOptions extends InstallOptions {
  enable?: boolean;
  show?: string;
  json?: true;
}

const HELP = `
Packs are fetched and resolved; nothing is built, installed or enabled. What comes is marked by +, what changes by ~, what
goes by -.

Examples:
  packyard plan slack@^2 ./my-pack
  packyard plan --show 12
  packyard apply 12

Exit codes: 0 it can be applied, 1 a pack would be refused, 2 not right, 3 not reachable, 4 not authorised`;

export function addPlanCommands(program: Command, contextOf: () => Context, end: (exitCode: ExitCode) => void): void {
  const plan = program.command('plan [source...]').description('tell what installing would do, without doing it');
  addInstallOptions(plan)
    .option('--enable', 'as if bundles were enabled, too')
    .option('--no-enable', 'as if nothing were enabled')
    .option('--show <plan>', 'show a plan that was made before')
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action(async (sources: string[], { enable, show, json, ...options }: PlanOptions) => {
      const context = contextOf();
      if ((show === undefined) === (sources.length === 0)) plan.error("error: give either sources or '--show'");
      const parameters = { ...installParameters(sources, options), enable };
      const made =
        show === undefined ? await makePlan(context, parameters, json === true) : await context.plans.plan(show);
      if (made === undefined) {
        end(EXIT_CODES.interrupted);
        return;
      }
      showPlan(context, made, json === true);
      end(made.refused.length === 0 ? EXIT_CODES.success : EXIT_CODES.failure);
    });
  program
    .command('apply <plan>')
    .description('install exactly what a plan says, or say what has moved since')
    .option('--no-wait', 'print the execution and exit at once')
    .option('--json', 'print the execution as JSON')
    .action(async (id: string, { wait, json }: { wait: boolean; json?: true }) => {
      end(await applyPlan(contextOf(), id, { isJson: json === true, wait }));
    });
}

/** `packyard install --plan`: the plan first, and the question whether to go on. */
export async function installPlanned(
  context: Context,
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
  const plan = await makePlan(context, parameters, false);
  if (plan === undefined) return EXIT_CODES.interrupted;
  context.print(planLines(plan, context.style));
  if (plan.refused.length > 0) return EXIT_CODES.failure;
  if (!isYes && !(await isWanted())) {
    context.print([`Nothing was done. Later: packyard apply ${plan.id}`]);
    return EXIT_CODES.success;
  }
  return applyPlan(context, String(plan.id), { isJson: false, wait });
}

async function applyPlan(
  context: Context,
  id: string,
  { isJson, wait }: { isJson: boolean; wait: boolean },
): Promise<ExitCode> {
  const execution = await context.plans.apply(id);
  if (wait) return follow(context, execution, { isJson });
  if (isJson) context.printJson(execution);
  else
    context.print([
      `execution ${execution.id} ${execution.status}; watch it with: packyard execution watch ${execution.id}`,
    ]);
  return EXIT_CODES.success;
}

async function makePlan(
  context: Context,
  parameters: Readonly<Record<string, unknown>>,
  isJson: boolean,
): Promise<PlanView | undefined> {
  const made = await context.plans.make(parameters);
  const ended = await followQuietly(context, made, { isJson });
  return ended === undefined ? undefined : context.plans.plan(String(made.id));
}

function showPlan(context: Context, plan: PlanView, isJson: boolean): void {
  if (isJson) {
    context.printJson(plan);
    return;
  }
  context.print(planLines(plan, context.style));
  if (plan.refused.length === 0) context.print(['', `Apply it with: packyard apply ${plan.id}`]);
}

async function isWanted(): Promise<boolean> {
  const asked = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(?:es)?$/i.test((await asked.question('\nApply it? [y/N] ')).trim());
  } finally {
    asked.close();
  }
}
