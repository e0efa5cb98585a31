import type { Command } from 'commander';
import type { CollectionView, UsageView } from '@packyard/contracts';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { table } from '../output';
import { oneLine } from '../progress/text';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

const GC_HELP = `
The service does the same by itself every few minutes, by the policy in docs/operations.md; gc does it now, and also takes
environments that nothing uses but that might be used again soon. Bytes are counted as "du -sb" counts them.`;

/** What lies on the service's disk, what keeps it there, and how to get rid of the rest. */
export function addMaintenanceCommands(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  program
    .command('du')
    .description("show how much lies where in the service's home and database, and what keeps it there")
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { client, show, style } = contextOf();
      show(await client.usage(), options, {
        lines: (usage) => [...areaLines(usage, style), '', ...itemLines(usage, style), '', ...tableLines(usage, style)],
        names: ({ items }) => items.map(({ path }) => path),
      });
    });

  program
    .command('gc')
    .description('remove what nothing needs any more')
    .option('--dry-run', 'only show what would go')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', GC_HELP)
    .action(async ({ dryRun, ...options }: OutputOptions & { dryRun?: true }) => {
      const { client, show, tell, style } = contextOf();
      const collected = await client.collect(dryRun === true);
      show(collected, options, {
        lines: (collection) => collectionLines(collection, style),
        names: ({ items }) => items.map(({ path }) => path),
      });
      for (const { path, reason } of collected.failures) tell(oneLine(`${path} could not be removed: ${reason}`));
      if (collected.failures.length > 0) end(1);
    });
}

type Style = CommandContext['style'];

function areaLines({ home, bytes, areas }: UsageView, style: Style): string[] {
  const rows = areas.map((area) => [String(area.bytes), String(area.files), area.path]);
  return [`${home}: ${bytes} bytes`, ...table(['BYTES', 'FILES', 'FOLDER'], rows, style)];
}

function itemLines({ items }: UsageView, style: Style): string[] {
  const rows = items.map(({ bytes, path, kept_by: keepers }) => [
    String(bytes),
    path,
    keepers.length === 0 ? 'nothing' : keepers.join(', '),
  ]);
  return table(['BYTES', 'WHAT', 'KEPT BY'], rows, style);
}

function tableLines({ database }: UsageView, style: Style): string[] {
  const rows = database.tables.map(({ name, rows: count, bytes }) => [String(bytes), String(count), name]);
  return [`The database: ${database.bytes} bytes`, ...table(['BYTES', 'ROWS (ABOUT)', 'TABLE'], rows, style)];
}

function collectionLines(
  { dry_run: isRehearsal, bytes, items, rows, ...rest }: CollectionView,
  style: Style,
): string[] {
  const counted = Object.entries(rows).filter(([, count]) => count > 0);
  const fromDatabase = counted.map(([name, count]) => `${count} ${name.replaceAll('_', ' ')}`).join(', ');
  const verb = isRehearsal ? 'Would remove' : 'Removed';
  const listed = items.map((item) => [String(item.bytes), item.path, item.reason]);
  return [
    ...(items.length === 0 ? [] : table(['BYTES', 'WHAT', 'WHY'], listed, style)),
    `${verb} ${bytes} bytes in ${items.length} ${items.length === 1 ? 'place' : 'places'}.`,
    ...(fromDatabase === '' ? [] : [`${verb} from the database: ${fromDatabase}.`]),
    ...(rest.is_complete ? [] : ['Not all could be removed now; the service goes on with it by itself.']),
  ];
}
