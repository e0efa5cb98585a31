import { stripVTControlCharacters } from 'node:util';
import type { Progress } from './progress';
import type { ProgressView } from './progress-view';
import { renderFrame } from './render-frame';
import type { Style } from './style';
import { widthOf } from './text';

const FRAME_MS = 100;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** As much of a terminal as is drawn on. Some report a size of zero. */
export interface Terminal {
  columns: number;
  rows: number;
  write(text: string): unknown;
}

/** Draws the progress over itself: the cursor goes up, and each line is overwritten, so that nothing is ever blank. */
export class LiveView implements ProgressView {
  private drawn: readonly string[] = [];
  private progress: Progress | undefined;
  private isClosed = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly terminal: Terminal,
    private readonly style: Style,
  ) {
    terminal.write(HIDE_CURSOR);
    this.timer = setInterval(() => this.draw(), FRAME_MS);
  }

  show(progress: Progress): void {
    this.progress = progress;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearInterval(this.timer);
    this.draw();
    this.terminal.write(SHOW_CURSOR);
  }

  private draw(): void {
    if (this.progress === undefined) return;
    const columns = this.terminal.columns || 80;
    const rows = this.terminal.rows || 24;
    // After the last column the cursor stays on it, and clearing the rest of the line would take its character away.
    const frame = { columns: Math.max(1, columns - 1), rows, nowMs: Date.now(), style: this.style };
    const lines = renderFrame(this.progress, frame);
    const up = Math.min(rows - 1, rowsTaken(this.drawn, columns));
    const body = lines.map((line) => `\r${line}${CLEAR_TO_END_OF_LINE}\n`).join('');
    this.terminal.write(`${up > 0 ? `\u001b[${up}A` : ''}${body}${CLEAR_BELOW}`);
    this.drawn = lines;
  }
}

/** A terminal that was made narrower has wrapped what stood on it. */
function rowsTaken(lines: readonly string[], columns: number): number {
  return lines.reduce(
    (rows, line) => rows + Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / columns)),
    0,
  );
}
