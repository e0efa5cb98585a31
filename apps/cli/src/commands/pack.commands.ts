import type { PackSummary, PackView } from '@packyard/contracts';
import type { Command } from 'commander';
import { type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { fields, table } from '../output';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';
import { counted } from '../progress/text';
import { highestOf } from './highest-versions';
import { follow } from './follow';
import { changeLines } from './generation.commands';
import { addUninstallCommand, addVersionCommands } from './version.commands';

const NOUN = { word: 'pack', title: 'Pack' };

const PACKS: readonly Column<PackSummary>[] = [
  ['PACK', ({ ref }) => ref],
  ['ENABLED', ({ version }) => version],
  ['INSTALLED', ({ versions }) => highestOf(versions)],
  ['FORMAT', ({ format }) => format],
  ['LABEL', ({ label }) => label],
  ['DESCRIPTION', ({ description }) => description, 'wide'],
  ['TAGS', ({ tags }) => tags.join(', '), 'wide'],
  ['CHANGED', ({ updated }) => updated, 'wide'],
];

export function addPackCommands(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  const pack = program
    .command('pack')
    .description('show installed packs and their versions; enable, disable, test and uninstall them');
  addChanges(pack, contextOf, end);

  pack
    .command('list')
    .description('list the installed packs')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { client, show } = contextOf();
      const nothing = 'No packs are installed. Try: packyard install <source>';
      show(await client.packs(), options, { columns: PACKS, nothing });
    });

  pack
    .command('show <ref>')
    .description('show a pack with its components and environments')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (ref: string, options: OutputOptions) => {
      const { client, show, style } = contextOf();
      show(await client.pack(ref), options, { lines: (found, isWide) => packLines(found, { isWide, style }) });
    });
}

function packLines(found: PackView, { isWide, style }: { isWide: boolean; style: CommandContext['style'] }): string[] {
  const environments = found.environments.map(
    ({ runtime, runtime_version: version, package_count: count, containment }) =>
      `${runtime} ${version ?? ''} (${counted(count ?? 0, 'package')}${containment === null ? '' : `, contained by ${containment}`})`,
  );
  return [
    ...fields([
      ['pack', found.ref],
      ['label', found.label],
      ['description', found.description],
      ['enabled', found.version ?? 'no version'],
      ['installed', highestOf(found.versions)],
      ['format', found.format],
      ['source', found.source],
      ['digest', found.digest],
      ['stored at', found.storage_path],
      ['dependencies', found.dependencies.join(', ')],
      ['environments', environments.join(', ')],
    ]),
    '',
    ...table(
      ['KIND', 'COMPONENT', 'ENABLED', 'LABEL', ...(isWide ? ['DESCRIPTION'] : [])],
      found.components.map(({ kind, ref: name, enabled, label, description }) => [
        kind,
        name,
        enabled ? 'yes' : 'no',
        label ?? '',
        ...(isWide ? [description ?? ''] : []),
      ]),
      style,
    ),
  ];
}

function addChanges(pack: Command, contextOf: () => CommandContext, end: (exitCode: ExitCode) => void): void {
  pack
    .command('test <ref...>')
    .description('run the tests of installed packs, without changing anything')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (refs: string[], options: OutputOptions) => {
      const context = contextOf();
      const execution = await context.client.submit('core.test_packs', { packs: refs }, undefined);
      end(await follow(context, execution, options));
    });

  addVersionCommands(pack, NOUN, contextOf);
  addUninstallCommand(pack, NOUN, contextOf);

  pack
    .command('changes <ref> <version>')
    .description('show which components a version adds, changes and removes')
    .option('--from <version>', 'version to compare with (default: the enabled one)')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (ref: string, to: string, { from, ...options }: OutputOptions & { from?: string }) => {
      const { versions, show } = contextOf();
      const changes = await versions.changes(ref, { to, ...(from === undefined ? {} : { from }) });
      show(changes, options, {
        lines: changeLines,
        names: ({ added, changed, removed }) => [...added, ...changed, ...removed].map((component) => component.ref),
      });
    });
}
