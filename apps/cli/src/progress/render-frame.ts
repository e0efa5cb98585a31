import { maskText, type Stage, STAGES } from '@packyard/contracts';
import type { PackProgress, Progress } from './progress';
import { cut, type Style } from './style';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const NAME_WIDTH = 28;

export interface Frame {
  columns: number;
  rows: number;
  nowMs: number;
  style: Style;
}

/** The lines of the live view: one for each pack, below it what is worth knowing, never wider or longer than the screen. */
export function renderFrame(progress: Progress, frame: Frame): string[] {
  const blocks = progress.packs.map((pack) => packLines(pack, frame));
  const done = progress.packs.filter((pack) => pack.endedAtMs !== undefined).length;
  const head = `execution ${progress.executionId}  ${progress.status}  ${done}/${progress.packs.length} packs`;
  const room = Math.max(3, frame.rows - 2);
  return [frame.style.bold(cut(head, frame.columns)), ...fit(progress.packs, blocks, { room, frame })];
}

/** When there are more packs than rows, those that have ended well go first. */
function fit(
  packs: readonly PackProgress[],
  blocks: readonly string[][],
  { room, frame }: { room: number; frame: Frame },
): string[] {
  const all = blocks.flat();
  if (all.length <= room) return all;
  const shown = blocks
    .filter((_block, index) => packs[index]?.status !== 'completed')
    .flat()
    .slice(0, room - 1);
  return [
    ...shown,
    frame.style.dim(cut(`… ${packs.length} packs in all; the others are done or waiting`, frame.columns)),
  ];
}

function packLines(pack: PackProgress, frame: Frame): string[] {
  const { style, columns } = frame;
  const nameWidth = Math.max(8, Math.min(NAME_WIDTH, columns - 24));
  const name = cut(maskText(pack.name), nameWidth).padEnd(nameWidth);
  const seconds = ((pack.endedAtMs ?? frame.nowMs) - pack.startedAtMs) / 1000;
  const isNarrow = columns < nameWidth + 52;
  const stages = STAGES.map((stage) => stageText(stage, pack, { frame, isNarrow })).join(isNarrow ? ' ' : '  ');
  const lines = [`${name} ${stages} ${style.dim(`${seconds.toFixed(1)}s`)}`];
  if (pack.error !== undefined) {
    lines.push(style.red(cut(`  ${pack.error.code}: ${pack.error.message}`, columns)));
    if (pack.error.hint !== undefined) lines.push(style.dim(cut(`  → ${pack.error.hint}`, columns)));
  } else if (pack.note !== undefined) lines.push(style.yellow(cut(`  ${pack.note}`, columns)));
  return lines;
}

function stageText(stage: Stage, pack: PackProgress, { frame, isNarrow }: { frame: Frame; isNarrow: boolean }): string {
  const label = isNarrow ? '' : `${stage} `;
  const { style } = frame;
  const distance = STAGES.indexOf(stage) - STAGES.indexOf(pack.stage);
  if (distance < 0 || (distance === 0 && pack.status === 'completed')) return `${label}${style.green('✔')}`;
  if (distance > 0 || pack.status === 'pending') return style.dim(`${label}·`);
  if (pack.status === 'failed') return `${label}${style.red('✖')}`;
  if (pack.status === 'cancelled') return `${label}${style.yellow('■')}`;
  return `${label}${SPINNER[Math.floor(frame.nowMs / 100) % SPINNER.length] ?? '·'}`;
}
