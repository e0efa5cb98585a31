import type { Progress } from './progress';
import type { ProgressView } from './progress-view';
import { renderFrame } from './render-frame';
import type { Style } from './style';

const FRAME_MS = 100;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** Draws the progress over itself in a terminal: the cursor goes up, each line is replaced, the rest is cleared. */
export class LiveView implements ProgressView {
  private drawnLines = 0;
  private progress: Progress | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly terminal: NodeJS.WriteStream,
    private readonly style: Style,
  ) {
    terminal.write(HIDE_CURSOR);
    this.timer = setInterval(() => this.draw(), FRAME_MS);
  }

  show(progress: Progress): void {
    this.progress = progress;
  }

  close(): void {
    clearInterval(this.timer);
    this.draw();
    this.terminal.write(SHOW_CURSOR);
  }

  private draw(): void {
    if (this.progress === undefined) return;
    const { columns, rows } = this.terminal;
    const lines = renderFrame(this.progress, { columns, rows, nowMs: Date.now(), style: this.style });
    const up = this.drawnLines > 0 ? `\u001b[${this.drawnLines}A` : '';
    this.terminal.write(`${up}${lines.map((line) => `\r\u001b[2K${line}\n`).join('')}\u001b[J`);
    this.drawnLines = lines.length;
  }
}
