import { Logger } from '@nestjs/common';
import type { LeasedTask } from '@packyard/schema';
import type { BoardEntry } from '../queue/board-entry';

/** How often it is said what is being done, at least, when nobody asks for more; and to the queues' board, at most. */
const INTERVAL_MS = 1500;

/** Takes what is known of a task while it runs. */
export interface ProgressSink {
  appendProgress(task: LeasedTask, text: string): Promise<void>;
}

/**
 * Says every second and a half, or more often, what a running task is doing: as an event of its execution, and, of what
 * takes longer than that, to the queues' board. Nothing waits for it, and that it can't be said fails nothing.
 */
export class TaskProgress {
  private readonly logger = new Logger(TaskProgress.name);
  private readonly startedAt = Date.now();
  private timer: NodeJS.Timeout | undefined;
  private text: string | undefined;
  private logged: string | undefined;
  private sent: string | undefined;
  private sentAt = 0;
  private shownAt = this.startedAt;
  private sending: Promise<void> | undefined;

  constructor(
    private readonly boardEntry: BoardEntry,
    private readonly task: LeasedTask,
    private readonly sink: ProgressSink,
  ) {}

  /** Such as `downloading 12 of 40`. Has to be masked. How often it is said is decided by the first call. */
  say(text: string, intervalMs = INTERVAL_MS): void {
    this.text = text;
    this.timer ??= setInterval(() => this.send(), intervalMs);
  }

  /** Waits for what is on its way, so that nothing is said after the task's end. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sending;
  }

  private send(): void {
    const { text } = this;
    if (text === undefined || (text === this.sent && Date.now() - this.sentAt < INTERVAL_MS / 2)) return;
    this.sent = text;
    this.sentAt = Date.now();
    this.sending ??= this.sendNow(text)
      .catch((error: unknown) => this.logger.debug(`Progress of task ${this.task.id} was not stored: ${String(error)}`))
      .finally(() => (this.sending = undefined));
  }

  private async sendNow(text: string): Promise<void> {
    const seconds = Math.round((Date.now() - this.startedAt) / 1000);
    await this.sink.appendProgress(this.task, text);
    // On a busy machine everything takes long enough to be told of, and two more writes for each would keep it busier.
    if (Date.now() - this.shownAt < INTERVAL_MS) return;
    this.shownAt = Date.now();
    await this.boardEntry.updateProgress({ text, seconds });
    if (text !== this.logged) await this.boardEntry.log(`${seconds} s: ${text}`);
    this.logged = text;
  }
}
