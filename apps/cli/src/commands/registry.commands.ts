import type { IndexedPackView, RegistryView } from '@packyard/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../command-context';
import { fields } from '../output';
import { oneLine } from '../progress/text';
import { absoluteSource } from './absolute-source';
import { addRegistryBuildCommand } from './registry-build.command';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';

interface AddOptions extends OutputOptions {
  name?: string;
  position?: number;
  header: Record<string, string>;
  skipCheck?: true;
}

export function addRegistryCommands(program: Command, contextOf: () => CommandContext): void {
  const registry = program.command('registry').description('manage registries, search what they offer, and build one');
  addListCommand(registry, contextOf);
  addAddCommand(registry, contextOf);
  addRemoveCommand(registry, contextOf);
  addSearchCommand(registry, contextOf);
  addShowCommand(registry, contextOf);
  addRegistryBuildCommand(registry);
}

function addListCommand(registry: Command, contextOf: () => CommandContext): void {
  registry
    .command('list')
    .description('list the registries in the order in which they are asked')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { client, show } = contextOf();
      const nothing = 'There are no registries. Try: packyard registry add <url>';
      show(await client.registries(), options, { columns: REGISTRIES, nothing });
    });
}

function addAddCommand(registry: Command, contextOf: () => CommandContext): void {
  registry
    .command('add <url>')
    .description('add a registry by the URL or path of its index')
    .option('--name <name>', 'name of the registry')
    .option(
      '--position <number>',
      'place in the order; the lowest is asked first (default: after all others)',
      wholeNumber,
    )
    .addOption(
      new Option('--header <header>', "header for reading a private index, as 'Name: value'; may be repeated")
        .default({}, 'none')
        .argParser(addHeader),
    )
    .option('--skip-check', 'add it even if its index cannot be read now')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (url: string, { name, position, header, skipCheck, ...options }: AddOptions) => {
      const { client, show, tell } = contextOf();
      const given = {
        url: absoluteSource(url),
        headers: header,
        skip_check: skipCheck === true,
        ...(name === undefined ? {} : { name }),
        ...(position === undefined ? {} : { position }),
      };
      const { data: added, warnings } = await client.addRegistry(given);
      for (const warning of warnings) tell(`Warning: ${oneLine(warning)}`);
      show(added, options, { lines: ({ id, position: at }) => [`registry ${id} added at position ${at}`] });
    });
}

function addRemoveCommand(registry: Command, contextOf: () => CommandContext): void {
  registry
    .command('remove <id>')
    .description('remove a registry; what was installed from it stays')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (id: string, options: OutputOptions) => {
      const { client, show } = contextOf();
      const removed = await client.removeRegistry(id);
      show(removed, options, { lines: () => [`registry ${id} removed`], names: () => [id] });
    });
}

function addSearchCommand(registry: Command, contextOf: () => CommandContext): void {
  registry
    .command('search [words...]')
    .description('list the packs whose name, label, description or keywords contain all of the words')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (words: string[], options: OutputOptions) => {
      const { client, show, tell } = contextOf();
      const { packs, warnings } = await client.searchPacks(words.join(' '));
      for (const warning of warnings) tell(`Warning: ${oneLine(warning)}`);
      show(packs, options, {
        columns: FOUND,
        nothing: 'No registry has such a pack.',
        names: (found) => found.map(({ pack }) => pack.ref),
      });
    });
}

function addShowCommand(registry: Command, contextOf: () => CommandContext): void {
  registry
    .command('show <ref>')
    .description('show a pack as its registry describes it')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (ref: string, options: OutputOptions) => {
      const { client, show } = contextOf();
      show(await client.indexedPack(ref), options, { lines: packLines, names: ({ pack }) => [pack.ref] });
    });
}

function packLines({ pack, registry: owner }: IndexedPackView): string[] {
  const contents = Object.entries(pack.contents).filter(([, list]) => list.length > 0);
  const sources = pack.install_sources.map(({ url, ref: at }) => (at === undefined ? url : `${url}#${at}`));
  return fields([
    ['pack', pack.ref],
    ['label', pack.label],
    ['description', pack.description],
    ['versions', pack.versions.join(', ')],
    ['author', pack.author],
    ['license', pack.license],
    ['homepage', pack.homepage],
    ['keywords', pack.keywords.join(', ')],
    ['needs', [...pack.runtime_deps, ...pack.dependencies.packs].join(', ')],
    ['contents', contents.map(([kind, list]) => `${list.length} ${kind}`).join(', ')],
    ['sources', sources.join(', ')],
    ['checksum', pack.install_sources[0]?.checksum],
    ['registry', `${owner.name === null ? '' : `${owner.name} `}${owner.url}`],
  ]);
}

const REGISTRIES: readonly Column<RegistryView>[] = [
  ['ID', ({ id }) => String(id)],
  ['POSITION', ({ position }) => String(position)],
  ['NAME', ({ name, configured }) => name ?? (configured ? '(configured)' : null)],
  ['URL', ({ url }) => url],
  ['ENABLED', ({ enabled }) => (enabled ? 'yes' : 'no')],
  ['HEADERS', ({ headers }) => Object.keys(headers).join(', ')],
  ['ADDED', ({ created }) => created, 'wide'],
  ['CHANGED', ({ updated }) => updated, 'wide'],
];

const FOUND: readonly Column<IndexedPackView>[] = [
  ['PACK', ({ pack }) => pack.ref],
  ['VERSION', ({ pack }) => pack.version],
  ['LABEL', ({ pack }) => pack.label],
  ['REGISTRY', ({ registry: { name, url } }) => name ?? url],
  ['VERSIONS', ({ pack }) => pack.versions.join(', '), 'wide'],
  ['DESCRIPTION', ({ pack }) => pack.description, 'wide'],
];

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

function addHeader(text: string, former: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([^\s:]+):\s*(\S.*)$/.exec(text) ?? [];
  // What was given may be a secret: it is not repeated.
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It has to look like 'Name: value'.");
  return { ...former, [name]: value };
}
