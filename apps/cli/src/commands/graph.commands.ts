import { type Command, Option } from 'commander';
import { GRAPH_FORMATS, type GraphPackView, type GraphView, type OutdatedPackView } from '@packyard/contracts';
import type { CommandContext } from '../command-context';
import { rootsOf, treeLines } from '../graph/tree-lines';
import { render, type Column } from '../output/render';
import { counted, oneLine } from '../progress/text';
import { isForPrograms, jsonOption, type OutputOptions, outputOption } from '../output/output-format';

type Format = (typeof GRAPH_FORMATS)[number];

const NOTHING = ['No packs are installed. Try: packyard install <source>'];
const GRAPH_HELP = `
Mermaid's text can be put into a document, DOT's be drawn by Graphviz:
  packyard graph --format dot | dot -Tsvg > packs.svg`;

/** How packs hang together, and which have newer versions. */
export function addGraphCommands(program: Command, contextOf: () => CommandContext): void {
  addTree(program, contextOf);
  addWhy(program, contextOf);
  addOutdated(program, contextOf);

  program
    .command('graph [ref]')
    .description('print which packs need which, all of them or those around one')
    .addOption(new Option('--format <format>', 'how').choices(GRAPH_FORMATS).default('mermaid'))
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', GRAPH_HELP)
    .action(async (ref: string | undefined, { format, ...given }: OutputOptions & { format: Format }) => {
      const { graphs, print, show } = contextOf();
      const asked = ref === undefined ? {} : { ref };
      if (format === 'json' || isForPrograms(given)) {
        const options = given.output === undefined ? { json: true as const } : given;
        show(await graphs.graph(asked), options, { lines: () => [], names: refsOf });
      } else print([(await graphs.drawing({ ...asked, format })).trimEnd()]);
    });
}

function addTree(program: Command, contextOf: () => CommandContext): void {
  program
    .command('tree [ref]')
    .description('show what installed packs need, and what that needs in turn')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (ref: string | undefined, options: OutputOptions) => {
      const { graphs, show, style } = contextOf();
      const found = await graphs.graph(ref === undefined ? {} : { ref, direction: 'needs' });
      const lines = (graph: GraphView) => {
        const drawn = treeLines(ref === undefined ? rootsOf(graph) : [ref], { graph, towards: 'needs', style });
        return drawn.length === 0 ? NOTHING : drawn;
      };
      show(found, options, { lines, names: refsOf });
    });
}

function addWhy(program: Command, contextOf: () => CommandContext): void {
  program
    .command('why <ref>')
    .description('show why a pack is there: whether it was asked for, and who needs it')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (ref: string, options: OutputOptions) => {
      const { graphs, show, style } = contextOf();
      show(await graphs.graph({ ref, direction: 'needed_by' }), options, {
        lines: (graph) => [...treeLines([ref], { graph, towards: 'needed_by', style }), '', reasonOf(graph, ref)],
        names: refsOf,
      });
    });
}

function refsOf({ packs }: GraphView): string[] {
  return packs.map(({ ref }) => ref);
}

function reasonOf({ packs, needs }: GraphView, ref: string): string {
  const origin = ORIGINS[packs.find((pack) => pack.ref === ref)?.origin ?? 'unknown'];
  const dependants = new Set(needs.filter(({ to }) => to === ref).map(({ from }) => from));
  return `${oneLine(origin)} ${dependants.size === 0 ? 'No pack needs it.' : `${counted(dependants.size, 'pack')} directly ${dependants.size === 1 ? 'needs' : 'need'} it.`}`;
}

const ORIGINS = {
  request: 'It was installed because it was asked for.',
  dependency: 'It was installed because another pack needed it.',
  unknown: 'Why it was installed is no longer known.',
} as const satisfies Record<NonNullable<GraphPackView['origin']> | 'unknown', string>;

function addOutdated(program: Command, contextOf: () => CommandContext): void {
  program
    .command('outdated [ref]')
    .description('list enabled packs of which the registries have newer releases')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (ref: string | undefined, options: OutputOptions) => {
      const { graphs, show, style, tell } = contextOf();
      const found = await graphs.outdated(ref);
      for (const warning of found.warnings) tell(`Warning: ${oneLine(warning)}`);
      show(found, options, {
        lines: ({ packs, unknown, warnings }) => [
          ...render(packs, { style }, { columns: OUTDATED, nothing: upToDate(warnings) }),
          ...(unknown.length > 0 ? ['', `In no registry: ${oneLine(unknown.join(', '))}`] : []),
        ],
        names: ({ packs }) => packs.map((pack) => pack.ref),
      });
    });
}

const OUTDATED: readonly Column<OutdatedPackView>[] = [
  ['PACK', ({ ref }) => ref],
  ['ENABLED', ({ version }) => version],
  ['WANTED', ({ wanted }) => wanted],
  ['LATEST', ({ latest }) => latest],
  ['HELD BACK BY', heldBack],
];

function upToDate(warnings: readonly string[]): string {
  return warnings.length === 0 ? 'All packs that a registry knows are up to date.' : 'No newer version was found.';
}

function heldBack({ held_back_by: held }: OutdatedPackView): string {
  return held.map(({ from, range }) => `${from} (${range})`).join(', ');
}
