import type { Screen } from './screen';
import { type PackProgress, type Progress, isSettled } from './progress';
import { packLines } from './render-pack';
import { cut, oneLine } from './text';

interface Block {
  pack: PackProgress;
  lines: readonly string[];
}

/** The lines of the live view: one for each pack, below it what is worth knowing, never wider or longer than the screen. */
export function renderFrame(progress: Progress, frame: Screen): string[] {
  const { style, columns, rows } = frame;
  const done = progress.packs.filter(isSettled).length;
  const head = `execution ${progress.executionId}  ${progress.status}  ${done}/${progress.packs.length} packs`;
  const note = progress.note === undefined ? [] : [style.yellow(cut(`  ${oneLine(progress.note)}`, columns))];
  const blocks = progress.packs.map((pack) => ({ pack, lines: packLines(pack, frame) }));
  // One row stays free for the cursor, which waits below the last line.
  const room = rows - 1 - 1 - note.length;
  return [style.bold(cut(head, columns)), ...note, ...fit(blocks, room, frame)].slice(0, Math.max(1, rows - 1));
}

/** When there are more packs than rows, what is going on comes before what failed, what waits and what is done. */
function fit(blocks: readonly Block[], room: number, { style, columns }: Screen): string[] {
  const all = blocks.flatMap(({ lines }) => lines);
  if (all.length <= room) return all;
  const shown = new Set<Block>();
  let free = room - 1;
  for (const block of [...blocks].sort((a, b) => urgency(a.pack) - urgency(b.pack))) {
    if (block.lines.length > free) continue;
    shown.add(block);
    free -= block.lines.length;
  }
  const hidden = blocks.filter((block) => !shown.has(block)).map(({ pack }) => pack);
  return [
    ...blocks.filter((block) => shown.has(block)).flatMap(({ lines }) => lines),
    style.dim(cut(`… ${hidden.length} more: ${countByStatus(hidden)}`, columns)),
  ];
}

const MAX_URGENT_FIRST: readonly PackProgress['status'][] = ['running', 'failed', 'cancelled', 'pending', 'completed'];

function urgency({ status }: PackProgress): number {
  return MAX_URGENT_FIRST.indexOf(status);
}

function countByStatus(packs: readonly PackProgress[]): string {
  return MAX_URGENT_FIRST.map((status) => ({ status, count: packs.filter((pack) => pack.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`)
    .join(', ');
}
