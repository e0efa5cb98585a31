import { type Stage, STAGES } from '@packyard/contracts';
import type { Screen } from './screen';
import { isSettled, type PackProgress } from './progress';
import type { Paint } from './style';
import { cut, oneLine, pad, widthOf } from './text';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const WIDEST_NAME = 28;
/** A name of this width is still worth having next to stages with their names. */
const NARROWEST_NAME = 16;

/** Colours come last: escape sequences must not be counted, nor cut. */
type Segment = readonly [text: string, paint: Paint];

const asIs: Paint = (text) => text;

/** A pack's name, its four stages and its time; below, why it failed or the latest note. */
export function packLines(pack: PackProgress, frame: Screen): string[] {
  const { style, columns } = frame;
  const lines = [join(stageLine(pack, frame), columns)];
  if (pack.error !== undefined) {
    lines.push(style.red(cut(`  ${pack.error.code}: ${oneLine(pack.error.message)}`, columns)));
    if (pack.error.hint !== undefined) lines.push(style.dim(cut(`  → ${oneLine(pack.error.hint)}`, columns)));
  } else if (pack.note !== undefined) lines.push(style.yellow(cut(`  ${oneLine(pack.note)}`, columns)));
  return lines;
}

function stageLine(pack: PackProgress, frame: Screen): Segment[] {
  const elapsed = elapsedText(pack, frame.nowMs);
  const full = stageSegments(pack, frame, true);
  const besides = (segments: readonly Segment[]) => widthOfAll(segments) + widthOf(elapsed) + 4;
  const isWide = frame.columns >= NARROWEST_NAME + besides(full);
  const stages = isWide ? full : stageSegments(pack, frame, false);
  const width = Math.max(4, Math.min(WIDEST_NAME, frame.columns - besides(stages)));
  return [
    [pad(cut(oneLine(pack.name), width), width), asIs],
    ['  ', asIs],
    ...stages,
    [`  ${elapsed}`, frame.style.dim],
  ];
}

function stageSegments(pack: PackProgress, frame: Screen, hasNames: boolean): Segment[] {
  return STAGES.flatMap((stage, index): Segment[] => {
    const [sign, paint] = signOf(stage, pack, frame);
    const gap = index === 0 ? '' : hasNames ? '  ' : ' ';
    return [
      [gap, asIs],
      [hasNames ? `${stage} ` : '', sign === '·' ? frame.style.dim : asIs],
      [sign, paint],
    ];
  });
}

function signOf(stage: Stage, pack: PackProgress, { style, nowMs }: Screen): Segment {
  const distance = STAGES.indexOf(stage) - STAGES.indexOf(pack.stage);
  if (distance < 0) return ['✔', style.green];
  if (distance > 0) return ['·', style.dim];
  switch (pack.status) {
    case 'completed':
      return ['✔', style.green];
    case 'failed':
      return ['✖', style.red];
    case 'cancelled':
      return ['■', style.yellow];
    case 'pending':
      return ['·', style.dim];
    case 'running':
      return [SPINNER[Math.floor(nowMs / FRAME_MS) % SPINNER.length] ?? '·', asIs];
  }
}

/** The clocks of the service and of this machine may differ: never below zero. */
function elapsedText(pack: PackProgress, nowMs: number): string {
  const endMs = isSettled(pack) ? (pack.endedAtMs ?? nowMs) : nowMs;
  const seconds = Math.max(0, endMs - pack.startedAtMs) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  return `${Math.floor(seconds / 60)}m${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
}

function widthOfAll(segments: readonly Segment[]): number {
  return segments.reduce((width, [text]) => width + widthOf(text), 0);
}

function join(segments: readonly Segment[], columns: number): string {
  let free = columns;
  return segments
    .map(([text, paint]) => {
      const kept = cut(text, free);
      free -= widthOf(kept);
      return paint(kept);
    })
    .join('');
}
