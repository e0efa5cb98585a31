import type { RegistryView } from '@packyard/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context';
import { fields, table } from '../output';
import { oneLine } from '../progress/text';
import { absoluteSource } from './absolute-source';
import { addRegistryBuildCommand } from './registry-build.command';

interface JsonOption {
  json?: true;
}

interface AddOptions extends JsonOption {
  name?: string;
  position?: number;
  header: Record<string, string>;
  skipCheck?: true;
}

export function addRegistryCommands(program: Command, contextOf: () => Context): void {
  const registry = program.command('registry').description('manage registries, search what they offer, and build one');
  addListCommand(registry, contextOf);
  addAddCommand(registry, contextOf);
  addRemoveCommand(registry, contextOf);
  addSearchCommand(registry, contextOf);
  addShowCommand(registry, contextOf);
  addRegistryBuildCommand(registry);
}

function addListCommand(registry: Command, contextOf: () => Context): void {
  registry
    .command('list')
    .description('list the registries in the order in which they are asked')
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) => {
      const { client, print, printJson, style } = contextOf();
      const registries = await client.registries();
      if (json) {
        printJson(registries);
        return;
      }
      const nothing = ['There are no registries. Try: packyard registry add <url>'];
      print(registries.length === 0 ? nothing : table(HEADER, registries.map(rowOf), style));
    });
}

function addAddCommand(registry: Command, contextOf: () => Context): void {
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
    .option('--json', 'print JSON')
    .action(async (url: string, { name, position, header, skipCheck, json }: AddOptions) => {
      const { client, print, printJson } = contextOf();
      const given = {
        url: absoluteSource(url),
        headers: header,
        skip_check: skipCheck === true,
        ...(name === undefined ? {} : { name }),
        ...(position === undefined ? {} : { position }),
      };
      const added = await client.addRegistry(given);
      if (json) printJson(added);
      else print([`registry ${added.id} added at position ${added.position}`]);
    });
}

function addRemoveCommand(registry: Command, contextOf: () => Context): void {
  registry
    .command('remove <id>')
    .description('remove a registry; what was installed from it stays')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: JsonOption) => {
      const { client, print, printJson } = contextOf();
      const removed = await client.removeRegistry(id);
      if (json) printJson(removed);
      else print([`registry ${id} removed`]);
    });
}

function addSearchCommand(registry: Command, contextOf: () => Context): void {
  registry
    .command('search [words...]')
    .description('list the packs whose name, label, description or keywords contain all of the words')
    .option('--json', 'print JSON')
    .action(async (words: string[], { json }: JsonOption) => {
      const { client, print, printJson, tell, style } = contextOf();
      const { packs, warnings } = await client.searchPacks(words.join(' '));
      for (const warning of warnings) tell(`Warning: ${oneLine(warning)}`);
      if (json) {
        printJson(packs);
        return;
      }
      const rows = packs.map(({ pack, registry: { name, url } }) => [pack.ref, pack.version, pack.label, name ?? url]);
      const nothing = ['No registry has such a pack.'];
      print(rows.length === 0 ? nothing : table(['PACK', 'VERSION', 'LABEL', 'REGISTRY'], rows, style));
    });
}

function addShowCommand(registry: Command, contextOf: () => Context): void {
  registry
    .command('show <ref>')
    .description('show a pack as its registry describes it')
    .option('--json', 'print JSON')
    .action(async (ref: string, { json }: JsonOption) => {
      const { client, print, printJson } = contextOf();
      const found = await client.indexedPack(ref);
      if (json) {
        printJson(found);
        return;
      }
      const { pack, registry: owner } = found;
      const contents = Object.entries(pack.contents).filter(([, list]) => list.length > 0);
      const sources = pack.install_sources.map(({ url, ref: at }) => (at === undefined ? url : `${url}#${at}`));
      print(
        fields([
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
        ]),
      );
    });
}

const HEADER = ['ID', 'POSITION', 'NAME', 'URL', 'ENABLED', 'HEADERS'];

function rowOf({ id, position, name, url, enabled, headers, configured }: RegistryView): string[] {
  const shownName = name ?? (configured ? '(configured)' : '-');
  return [String(id), String(position), shownName, url, enabled ? 'yes' : 'no', Object.keys(headers).join(', ')];
}

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
