import { NODE_STATES, type NodeState, type NodeView } from '@packyard/contracts';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';
import { rolloutLines } from './rollout.commands';

interface ListOptions extends OutputOptions {
  state?: NodeState;
}

/** The machines that run actions. */
export function addNodeCommands(program: Command, contextOf: () => CommandContext): void {
  program
    .command('nodes')
    .description('list the machines that run actions, with the generation that each of them shows')
    .addOption(new Option('--state <state>', 'only those that are in it').choices(NODE_STATES))
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ state, ...options }: ListOptions) => {
      const { nodes, show, tell } = contextOf();
      const [all, rollout] = await Promise.all([nodes.list(), nodes.rollout()]);
      const found = state === undefined ? all : all.filter((node) => node.state === state);
      const nothing =
        all.length === 0 ? 'No machine has reported yet: see docs/nodes.md.' : `No node is ${state ?? ''}.`;
      show(found, options, { columns: NODES, nothing });
      if (rollout.status !== 'complete') rolloutLines(rollout).forEach(tell);
    });
  const node = program.command('node').description('a machine that runs actions');
  node
    .command('remove <name>')
    .description('forget a machine that is gone; its name may then be given to another')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (name: string, options: OutputOptions) => {
      const { nodes, show } = contextOf();
      show(await nodes.remove(name), options, { lines: (gone) => [`node ${gone.name} removed`] });
    });
}

const NODES: readonly Column<NodeView>[] = [
  ['NODE', ({ name }) => name],
  ['STATE', ({ state }) => state.replace('_', ' ')],
  ['GENERATION', ({ generation }) => (generation === null ? '-' : String(generation))],
  ['BEHIND', ({ lag, lag_seconds: seconds }) => (lag === 0 ? '' : `${lag} for ${Math.round(seconds)} s`)],
  ['REPORTED', ({ reported }) => reported],
  ['FAILURES', ({ failures }) => failures.map(({ subject, message }) => `${subject}: ${message}`).join(' ')],
  ['PLATFORM', ({ platform }) => platform, 'wide'],
  ['VERSION', ({ version }) => version, 'wide'],
  ['TOKEN', ({ token }) => token, 'wide'],
  ['CREATED', ({ created }) => created, 'wide'],
];
