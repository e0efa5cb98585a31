import { type Command, InvalidArgumentError } from 'commander';
import type { ComponentChangesView, GenerationView, RollbackView, SwitchedView } from '@packyard/contracts';
import type { CommandContext } from '../command-context';
import { oneLine } from '../progress/text';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';

interface RollbackOptions extends OutputOptions {
  to?: number;
  dryRun?: true;
  force?: true;
}

const ROLLBACK_HELP = `
Without --to, all that the last request changed is undone, such as an install with its dependencies. Each further rollback
undoes one request more. After "rollback --to 1", generation 1 is in effect, and the next rollback goes to generation 0,
where nothing was enabled yet. Rolling back makes a generation of its own, so that "rollback --to" can undo it;
"packyard generations" lists them all.`;

/** The history of what is enabled, and the way back. */
export function addGenerationCommands(program: Command, contextOf: () => CommandContext): void {
  program
    .command('generations')
    .description('list what was enabled when, by whom and why')
    .option('--limit <count>', 'show at most this many, newest first', count, 20)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ limit, ...options }: OutputOptions & { limit: number }) => {
      const { versions, show } = contextOf();
      show(await versions.generations(limit), options, { columns: GENERATIONS });
    });

  program
    .command('rollback')
    .description('enable again what was enabled after an earlier generation, all in one step')
    .option('--to <generation>', 'which one (default: the one before the last request, like undo)', count)
    .option('--dry-run', 'only show what would change, or why it would be refused')
    .option('--force', 'even if something enabled would lack what it needs, or something cannot be brought back')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', ROLLBACK_HELP)
    .action(async ({ to, dryRun, force, ...options }: RollbackOptions) => {
      const { versions, show } = contextOf();
      const isRehearsal = dryRun === true;
      const body = { dry_run: isRehearsal, force: force === true, ...(to === undefined ? {} : { to }) };
      const done = await versions.rollBack(body);
      show(done, options, {
        lines: (view) => rollbackLines(view, isRehearsal),
        names: ({ packs }) => packs.map(({ ref }) => ref),
      });
    });
}

const GENERATIONS: readonly Column<GenerationView>[] = [
  ['GENERATION', ({ id, is_current: isCurrent }) => `${id}${isCurrent ? ' *' : ''}`],
  ['WHEN', ({ created }) => created],
  ['WHO', ({ actor }) => actor],
  ['WHY', ({ reason }) => reason],
  ['CHANGES', ({ changes }) => changes.map(switchLine).join(', '), 'wide'],
  ['EXECUTION', ({ execution_id: id }) => (id === null ? null : String(id)), 'wide'],
];

function rollbackLines({ restored, generation, packs, skipped }: RollbackView, isRehearsal: boolean): string[] {
  const left = skipped.map(({ ref, version, reason }) => oneLine(`  ${ref} ${version} is not brought back: ${reason}`));
  if (packs.length === 0 && left.length === 0) {
    return [`Generation ${restored} is in effect already: there is nothing to change.`];
  }
  const head = isRehearsal
    ? `Rolling back to generation ${restored} would change:`
    : `Rolled back to generation ${restored}; this is generation ${generation ?? ''}.`;
  return [head, ...packs.map((pack) => `  ${oneLine(switchLine(pack))}${besides(pack)}`), ...left];
}

function besides({ reinstated, in_place_of_another: isInPlaceOfAnother }: RollbackView['packs'][number]): string {
  if (isInPlaceOfAnother) return ' (installed again, in place of other content of that version)';
  return reinstated ? ' (installed again)' : '';
}

function switchLine({ ref, former, version }: SwitchedView): string {
  if (version === null) return `${ref} ${former ?? ''} disabled`;
  return former === null ? `${ref} ${version} enabled` : `${ref} ${former} -> ${version}`;
}

/** Which components a change of version adds, changes and removes. */
export function changeLines({ from, to, added, changed, removed }: ComponentChangesView): string[] {
  const lines = [
    ...added.map(({ kind, ref }) => `  + ${oneLine(`${kind} ${ref}`)}`),
    ...changed.map(({ kind, ref, fields }) => `  ~ ${oneLine(`${kind} ${ref} (${fields.join(', ')})`)}`),
    ...removed.map(({ kind, ref }) => `  - ${oneLine(`${kind} ${ref}`)}`),
  ];
  const head = from === null ? `in ${to}:` : `from ${from} to ${to}:`;
  return lines.length === 0 ? [`${head} no component changes`] : [head, ...lines];
}

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
