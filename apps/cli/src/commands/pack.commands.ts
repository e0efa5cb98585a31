import type { Command } from 'commander';
import { CliError, EXIT_CODES, type ExitCode } from '../cli-error';
import type { Context } from '../context';
import { fields, table } from '../output';
import { counted } from '../progress/text';
import { follow } from './follow';
import { changeLines } from './generation.commands';
import { addUninstallCommand, addVersionCommands } from './version.commands';

const NOUN = { word: 'pack', title: 'Pack' };

interface JsonOption {
  json?: true;
}

export function addPackCommands(program: Command, contextOf: () => Context, end: (exitCode: ExitCode) => void): void {
  const pack = program
    .command('pack')
    .description('show installed packs and their versions; enable, disable, test and uninstall them');
  addChanges(pack, contextOf, end);
  addMisplaced(pack);

  pack
    .command('list')
    .description('list the installed packs')
    .option('--json', 'print JSON')
    .action(async (options: JsonOption) => {
      const { client, print, printJson, style } = contextOf();
      const packs = await client.packs();
      if (options.json) {
        printJson(packs);
        return;
      }
      const rows = packs.map(({ ref, version, versions, format, label }) => [
        ref,
        version ?? '-',
        versions.join(', '),
        format,
        label,
      ]);
      const nothing = ['No packs are installed. Try: packyard install <source>'];
      print(rows.length === 0 ? nothing : table(['PACK', 'ENABLED', 'INSTALLED', 'FORMAT', 'LABEL'], rows, style));
    });

  pack
    .command('show <ref>')
    .description('show a pack with its components and environments')
    .option('--json', 'print JSON')
    .action(async (ref: string, options: JsonOption) => {
      const { client, print, printJson, style } = contextOf();
      const found = await client.pack(ref);
      if (options.json) {
        printJson(found);
        return;
      }
      const environments = found.environments.map(
        ({ runtime, runtime_version: version, package_count: count, containment }) =>
          `${runtime} ${version ?? ''} (${counted(count ?? 0, 'package')}${containment === null ? '' : `, contained by ${containment}`})`,
      );
      print([
        ...fields([
          ['pack', found.ref],
          ['label', found.label],
          ['description', found.description],
          ['enabled', found.version ?? 'no version'],
          ['installed', found.versions.join(', ')],
          ['format', found.format],
          ['source', found.source],
          ['digest', found.digest],
          ['stored at', found.storage_path],
          ['dependencies', found.dependencies.join(', ')],
          ['environments', environments.join(', ')],
        ]),
        '',
        ...table(
          ['KIND', 'COMPONENT', 'ENABLED', 'LABEL'],
          found.components.map(({ kind, ref: name, enabled, label }) => [
            kind,
            name,
            enabled ? 'yes' : 'no',
            label ?? '',
          ]),
          style,
        ),
      ]);
    });
}

function addChanges(pack: Command, contextOf: () => Context, end: (exitCode: ExitCode) => void): void {
  pack
    .command('test <ref...>')
    .description('run the tests of installed packs, without changing anything')
    .option('--json', 'print the execution as JSON')
    .action(async (refs: string[], { json }: JsonOption) => {
      const context = contextOf();
      const execution = await context.client.submit('core.test_packs', { packs: refs }, undefined);
      end(await follow(context, execution, { isJson: json === true }));
    });

  addVersionCommands(pack, NOUN, contextOf);
  addUninstallCommand(pack, NOUN, contextOf);

  pack
    .command('changes <ref> <version>')
    .description('show which components a version adds, changes and removes')
    .option('--from <version>', 'version to compare with (default: the enabled one)')
    .option('--json', 'print JSON')
    .action(async (ref: string, to: string, { from, json }: JsonOption & { from?: string }) => {
      const { versions, print, printJson } = contextOf();
      const changes = await versions.changes(ref, { to, ...(from === undefined ? {} : { from }) });
      if (json) printJson(changes);
      else print(changeLines(changes));
    });
}

/** What somebody looks for here that lies elsewhere. */
function addMisplaced(pack: Command): void {
  for (const name of ['install', 'upgrade']) {
    pack
      .command(`${name} [words...]`, { hidden: true })
      .allowUnknownOption()
      .helpOption(false)
      .action(() => {
        throw new CliError(`Unknown command '${name}'.`, `Did you mean 'packyard ${name}'?`, EXIT_CODES.usage);
      });
  }
}
