import { Logger } from '@nestjs/common';
import type { TaskProgress } from '@packyard/pipeline';
import type { ClaimedTask, TaskOutputRepository } from '@packyard/schema';
import type { BuildOutput } from './runtimes/runtime';

const FLUSH_MS = 1000;
/** Of characters: the first half is stored as it comes, of the rest the end. */
const HALF = 512 * 1024;
/** Of lines at the end, however short they are. */
const MAX_LAST_LINES = 20_000;

/** Keeps what the tools of a build print, readable while they run, and bounded however much they print. */
export class BuildOutputRecorder implements BuildOutput {
  private readonly logger = new Logger(BuildOutputRecorder.name);
  private readonly timer = setInterval(() => void this.flush(), FLUSH_MS);
  private pending: string[] = [];
  private room = HALF;
  /** What is before `tailFrom` has been left out; it is cut off now and then, since moving all the rest each time takes long. */
  private tail: string[] = [];
  private tailFrom = 0;
  private tailLength = 0;
  private droppedLines = 0;
  private part = 0;
  private writing = Promise.resolve();

  constructor(
    private readonly task: ClaimedTask,
    private readonly outputs: TaskOutputRepository,
    private readonly taskProgress: TaskProgress,
  ) {}

  line(text: string): void {
    const line = `${text}\n`;
    if (this.room >= line.length) {
      this.room -= line.length;
      this.pending.push(line);
      return;
    }
    this.room = 0;
    this.tail.push(line);
    this.tailLength += line.length;
    while (this.tailLength > HALF || this.tail.length - this.tailFrom > MAX_LAST_LINES) {
      this.tailLength -= this.tail[this.tailFrom++]?.length ?? 0;
      this.droppedLines += 1;
    }
    if (this.tailFrom > MAX_LAST_LINES) this.cutTail();
  }

  private cutTail(): void {
    this.tail = this.tail.slice(this.tailFrom);
    this.tailFrom = 0;
  }

  progress(text: string): void {
    this.taskProgress.say(text);
  }

  /** Stores what is left. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    if (this.droppedLines > 0) this.pending.push(`… ${this.droppedLines} lines left out …\n`);
    this.cutTail();
    this.pending.push(...this.tail);
    await this.flush();
  }

  /** A part that can't be stored is not worth failing a build. */
  private flush(): Promise<void> {
    const text = this.pending.join('');
    if (text === '') return this.writing;
    this.pending = [];
    const part = this.part++;
    this.writing = this.writing
      .then(() => this.outputs.append(this.task, part, text))
      .catch((error: unknown) => this.logger.warn(`Output of task ${this.task.id} was not stored: ${String(error)}`));
    return this.writing;
  }
}
