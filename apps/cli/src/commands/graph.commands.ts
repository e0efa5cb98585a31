import { type Command, Option } from 'commander';
import { GRAPH_FORMATS, type GraphPackView, type GraphView, type OutdatedPackView } from '@packyard/contracts';
import type { Context } from '../context';
import { rootsOf, treeLines } from '../graph/tree-lines';
import { table } from '../output';
import { counted, oneLine } from '../progress/text';

interface JsonOption {
  json?: true;
}

const NOTHING = ['No packs are installed. Try: packyard install <source>'];
const GRAPH_HELP = `
Mermaid's text can be put into a document, DOT's be drawn by Graphviz:
  packyard graph --format dot | dot -Tsvg > packs.svg`;

/** How packs hang together, and which have newer versions. */
export function addGraphCommands(program: Command, contextOf: () => Context): void {
  addTree(program, contextOf);
  addWhy(program, contextOf);
  addOutdated(program, contextOf);

  program
    .command('graph [ref]')
    .description('print which packs need which, all of them or those around one')
    .addOption(new Option('--format <format>', 'how').choices(GRAPH_FORMATS).default('mermaid'))
    .addHelpText('after', GRAPH_HELP)
    .action(async (ref: string | undefined, { format }: { format: (typeof GRAPH_FORMATS)[number] }) => {
      const { graphs, print, printJson } = contextOf();
      const asked = ref === undefined ? {} : { ref };
      if (format === 'json') printJson(await graphs.graph(asked));
      else print([(await graphs.drawing({ ...asked, format })).trimEnd()]);
    });
}

function addTree(program: Command, contextOf: () => Context): void {
  program
    .command('tree [ref]')
    .description('show what installed packs need, and what that needs in turn')
    .option('--json', 'print JSON')
    .action(async (ref: string | undefined, { json }: JsonOption) => {
      const { graphs, print, printJson, style } = contextOf();
      const graph = await graphs.graph(ref === undefined ? {} : { ref, direction: 'needs' });
      if (json) {
        printJson(graph);
        return;
      }
      const lines = treeLines(ref === undefined ? rootsOf(graph) : [ref], { graph, towards: 'needs', style });
      print(lines.length === 0 ? NOTHING : lines);
    });
}

function addWhy(program: Command, contextOf: () => Context): void {
  program
    .command('why <ref>')
    .description('show why a pack is there: whether it was asked for, and who needs it')
    .option('--json', 'print JSON')
    .action(async (ref: string, { json }: JsonOption) => {
      const { graphs, print, printJson, style } = contextOf();
      const graph = await graphs.graph({ ref, direction: 'needed_by' });
      if (json) printJson(graph);
      else print([...treeLines([ref], { graph, towards: 'needed_by', style }), '', reasonOf(graph, ref)]);
    });
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

function addOutdated(program: Command, contextOf: () => Context): void {
  program
    .command('outdated [ref]')
    .description('list enabled packs of which the registries have newer releases')
    .option('--json', 'print JSON')
    .action(async (ref: string | undefined, { json }: JsonOption) => {
      const { graphs, print, printJson, style, tell } = contextOf();
      const found = await graphs.outdated(ref);
      for (const warning of found.warnings) tell(`Warning: ${oneLine(warning)}`);
      if (json) {
        printJson(found);
        return;
      }
      const rows = found.packs.map((pack) => [pack.ref, pack.version, pack.wanted ?? '-', pack.latest, heldBack(pack)]);
      const isComplete = found.warnings.length === 0;
      const none = isComplete ? ['All packs that a registry knows are up to date.'] : ['No newer version was found.'];
      print(rows.length === 0 ? none : table(['PACK', 'ENABLED', 'WANTED', 'LATEST', 'HELD BACK BY'], rows, style));
      if (found.unknown.length > 0) print(['', `In no registry: ${oneLine(found.unknown.join(', '))}`]);
    });
}

function heldBack({ held_back_by: held }: OutdatedPackView): string {
  return held.map(({ from, range }) => `${from} (${range})`).join(', ');
}
