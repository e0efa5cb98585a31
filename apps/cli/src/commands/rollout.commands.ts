import { NodeAmount, type RolloutPolicy, type RolloutView } from '@packyard/contracts';
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

const POLICY_HELP = `
A step is a number of nodes, or of a hundred: so many show a generation when it is done. Nodes are told in the order of their
names. When those of a step show the generation, or failed and may, the next one begins; after the last, all others are told.
Without options it shows the policy.

Examples:
  packyard rollout policy --steps 1,10%,50% --max-failures 0 --step-seconds 600
  packyard rollout policy --all-at-once`;

interface PolicyOptions extends OutputOptions {
  steps?: string[];
  allAtOnce?: true;
  maxFailures?: string;
  stepSeconds?: number;
}

/** How generations go out to the machines that run actions. */
export function addRolloutCommands(program: Command, contextOf: () => CommandContext): void {
  const rollout = program.command('rollout').description('how generations go out to the machines that run actions');
  rollout
    .command('status', { isDefault: true })
    .description('show how far the latest generation is, and why it was stopped')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { nodes, show } = contextOf();
      show(await nodes.rollout(), options, ROLLOUT);
    });
  addPolicyCommand(rollout, contextOf);
  rollout
    .command('stop')
    .description('stop it: nodes that it has not reached keep what they have')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { nodes, show } = contextOf();
      show(await nodes.stopRollout(), options, ROLLOUT);
    });
  rollout
    .command('resume')
    .description('go on, without the nodes whose failures stopped it')
    .option('--all', 'reach all other nodes at once, also while it runs')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ all, ...options }: OutputOptions & { all?: true }) => {
      const { nodes, show } = contextOf();
      show(await nodes.resumeRollout(all === true), options, ROLLOUT);
    });
}

const ROLLOUT = { lines: rolloutLines, names: ({ generation }: RolloutView) => [generation] };

function addPolicyCommand(rollout: Command, contextOf: () => CommandContext): void {
  rollout
    .command('policy')
    .description('show or say how generations go out: in steps, or all at once')
    .option('--steps <amounts>', 'nodes that show it after each step, separated by commas: 1,10%,50%', amounts)
    .option('--all-at-once', 'no steps')
    .option('--max-failures <amount>', 'of the nodes that were told; when more fail, it stops', amount)
    .option('--step-seconds <seconds>', 'how long the nodes of a step may take', seconds)
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', POLICY_HELP)
    .action(async ({ steps, allAtOnce, maxFailures, stepSeconds, ...options }: PolicyOptions) => {
      const { nodes, show } = contextOf();
      const current = await nodes.rollout();
      const policy = {
        steps: allAtOnce ? [] : (steps ?? current.policy.steps),
        max_failures: maxFailures ?? current.policy.max_failures,
        step_seconds: stepSeconds ?? current.policy.step_seconds,
      };
      const isChange = [steps, allAtOnce, maxFailures, stepSeconds].some((option) => option !== undefined);
      const said = isChange ? await nodes.setRolloutPolicy(policy) : current;
      show(said, options, { ...ROLLOUT, lines: (view) => [policyLine(view.policy)] });
    });
}

export function rolloutLines(view: RolloutView): string[] {
  const { status, generation, nodes, reason, hint } = view;
  const step = view.step_count === 1 ? '' : `, step ${view.step} of ${view.step_count}`;
  const failed = nodes.failed === 0 ? '' : `, ${nodes.failed} of them failed so far`;
  const counts = `${nodes.told} of ${nodes.all} nodes were told, ${nodes.whole} show it${failed}.`;
  const held = nodes.held === 0 ? '' : ` The other ${nodes.held} stay with generation ${view.base_generation}.`;
  return [
    `generation ${generation}: ${status}${step}. ${counts}${held}`,
    ...(reason === null ? [] : [reason]),
    ...(hint === null ? [] : [hint]),
    policyLine(view.policy),
  ];
}

function policyLine({ steps, max_failures: failures, step_seconds: seconds }: RolloutPolicy): string {
  if (steps.length === 0) return 'policy: all nodes at once';
  return `policy: ${[...steps, 'all'].join(', then ')}; ${failures} may fail, within ${seconds} s for each step`;
}

function amount(text: string): string {
  const { data } = NodeAmount.safeParse(text);
  if (data === undefined)
    throw new InvalidArgumentError('It has to be a number of nodes, or a percentage such as 10%.');
  return data;
}

function amounts(text: string): string[] {
  return text.split(',').map((one) => amount(one.trim()));
}

function seconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
