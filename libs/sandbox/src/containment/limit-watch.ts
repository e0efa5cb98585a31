import { RejectedError } from '@packyard/contracts';
import type { ForeignLimits } from './contained-order';
import { FileWatch } from './file-watch';
import { folderBytes } from './folder-usage';
import type { ProcessTree } from './process-tree';

const FIRST_LOOK_MS = 250;
const MIB = 2 ** 20;
/** Of the time between two looks at folders, which may hold many files. */
const SHARE_OF_LOOKING = 0.1;

type Excess = 'memory' | 'processes' | 'disk' | 'files' | 'output';

interface Watched {
  limits: ForeignLimits;
  writes: readonly string[];
}

/** Looks at what foreign code takes, and aborts when that is too much. What the system limits by itself is not repeated here. */
export class LimitWatch {
  private readonly abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private printedBytes = 0;
  private lookAtDiskAt = 0;
  private baseBytes: number | undefined;
  private isOver = false;

  private readonly files: FileWatch;

  constructor(private readonly watched: Watched) {
    this.files = new FileWatch(watched.writes, watched.limits.files);
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  start(tree: ProcessTree): void {
    const again = () => {
      if (this.isOver) return;
      this.timer = setTimeout(() => void this.look(tree).then(again, again), FIRST_LOOK_MS);
      this.timer.unref();
    };
    again();
  }

  printed(chunk: Buffer): void {
    this.printedBytes += chunk.length;
    if (this.printedBytes > this.watched.limits.outputBytes) this.stop('output', this.watched.limits.outputBytes);
  }

  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private async look(tree: ProcessTree): Promise<void> {
    const { limits } = this.watched;
    const members = await tree.members();
    const memory = members.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    // Pages that several share are counted several times, so there has to be more than one could take.
    if (memory > 1.5 * limits.memoryBytes) this.stop('memory', limits.memoryBytes);
    if (members.length >= limits.processes) this.stop('processes', limits.processes);
    await this.lookAtDisk(performance.now() >= this.lookAtDiskAt);
  }

  private async lookAtDisk(isTime: boolean): Promise<void> {
    const startedAt = performance.now();
    const { limits } = this.watched;
    if (await this.files.isOver(isTime)) this.stop('files', limits.files);
    if (!isTime) return;
    const bytes = await folderBytes(this.watched.writes);
    this.lookAtDiskAt = performance.now() + (performance.now() - startedAt) / SHARE_OF_LOOKING;
    this.baseBytes ??= bytes;
    if (bytes - this.baseBytes > limits.diskBytes) this.stop('disk', limits.diskBytes);
  }

  private stop(what: Excess, limit: number): void {
    if (this.isOver) return;
    this.end();
    this.abort.abort(tooMuch(what, limit));
  }
}

const SETTINGS: Record<Excess, string> = {
  memory: 'MEMORY_BYTES',
  processes: 'PROCESSES',
  disk: 'DISK_BYTES',
  files: 'FILES',
  output: 'OUTPUT_BYTES',
};

const SENTENCES: Record<Excess, (limit: string) => string> = {
  memory: (limit) => `it used more than ${limit} of memory`,
  processes: (limit) => `it started as many as ${limit} processes`,
  files: (limit) => `it made more than ${limit} files and folders`,
  disk: (limit) => `it wrote more than ${limit} to the disk`,
  output: (limit) => `it printed more than ${limit}`,
};

function tooMuch(what: Excess, limit: number): RejectedError {
  const shown = what === 'processes' || what === 'files' ? String(limit) : `${Math.round(limit / MIB)} MiB`;
  return new RejectedError('LIMIT_EXCEEDED', `Foreign code was ended: ${SENTENCES[what](shown)}.`, {
    hint: `If the pack needs that much, raise PACKYARD_SANDBOX_${SETTINGS[what]} on the worker.`,
  });
}
