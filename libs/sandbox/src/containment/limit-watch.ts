import { Logger } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import type { ContainedInput, ForeignLimits } from './contained-input';
import { FileWatch } from './file-watch';
import { folderBytes } from './folder-usage';
import { type DeletedOpenFiles, deletedOpenFiles } from './deleted-open-files';
import type { ProcessTree } from './process-tree';
import { pauseWhileCounting } from './pause-while-counting';

const LOOK_MS = 250;
const MIB = 2 ** 20;
/** Of the time between two looks at folders, which may hold many files. */
const SHARE_OF_LOOKING = 0.1;
/** However long it took: nobody may decide that nobody looks. */
const MAX_PAUSE_MS = 5000;

const logger = new Logger('LimitWatch');

/** More than that, and what a run wrote does not count with what the next one writes. */
const SHARE_OF_SMALL_RUNS = 1 / 16;

type Excess = 'memory' | 'processes' | 'disk' | 'files' | 'output';

interface Watched {
  limits: ForeignLimits;
  runs: ContainedInput['runs'];
  /** What it writes there counts. */
  folders: readonly string[];
  /** Whether processes may be out of our sight for another reason than that they hide. */
  mayHide: boolean;
  /** What the folders hold at the start, where that is known. */
  base?: Holding | undefined;
}

/** What folders hold. */
export interface Holding {
  bytes: number;
  files: number;
}

/** Looks at what foreign code takes, and aborts when that is too much. What the system limits by itself is not repeated here. */
export class LimitWatch {
  private readonly abort = new AbortController();
  private readonly timers = new Map<object, NodeJS.Timeout>();
  private printedBytes = 0;
  private lookAtDiskAt = 0;
  private baseBytes: number | undefined;
  private seenBytes = 0;
  private wasHidden = false;
  private isOver = false;

  private readonly files: FileWatch;

  constructor(private readonly watched: Watched) {
    const { folders, limits, base } = watched;
    this.files = new FileWatch(folders, limits.files, base?.files);
    this.baseBytes = base?.bytes;
  }

  /**
   * What a next run in the same folders may take for their content at its start: what was there before this one, when that
   * wrote little. What both write counts together then, and nobody has to look through the folders once more.
   */
  get baseOfNext(): Holding | undefined {
    const { baseBytes: bytes, seenBytes, files } = this;
    if (bytes === undefined || files.base === undefined) return undefined;
    const isSmall = seenBytes - bytes <= this.watched.limits.diskBytes * SHARE_OF_SMALL_RUNS;
    return isSmall ? { bytes, files: files.base } : undefined;
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Processes are looked at also while it takes long to look at the disk. */
  start(tree: ProcessTree): void {
    this.repeat(() => this.lookAtProcesses(tree), LOOK_MS);
    // What is there at the start is no part of it.
    this.repeat(() => this.lookAtDisk(tree), this.baseBytes === undefined ? 0 : LOOK_MS);
  }

  private repeat(look: () => Promise<void>, firstMs: number): void {
    const plan = (delayMs: number) => {
      if (this.isOver) return;
      const timer = setTimeout(() => void look().catch(tellFailure).then(again), delayMs);
      timer.unref();
      this.timers.set(look, timer);
    };
    const again = () => plan(LOOK_MS);
    plan(firstMs);
  }

  printed(chunk: Buffer): void {
    this.printedBytes += chunk.length;
    if (this.printedBytes > this.watched.limits.outputBytes) this.stop('output', this.watched.limits.outputBytes);
  }

  end(): void {
    this.isOver = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private async lookAtProcesses(tree: ProcessTree): Promise<void> {
    const { limits } = this.watched;
    const members = await tree.members();
    const memory = members.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    // Pages that several share are counted several times, so there has to be more than one could take.
    const takesMemory = memory > 1.5 * limits.memoryBytes;
    const isMany = members.length >= limits.processes;
    // Until it is ended it would get a lot more.
    if (takesMemory || isMany) tree.halt(members);
    if (takesMemory) this.stop('memory', limits.memoryBytes);
    if (isMany) this.stop('processes', limits.processes);
  }

  private async lookAtDisk(tree: ProcessTree): Promise<void> {
    const startedAt = performance.now();
    const isTime = startedAt >= this.lookAtDiskAt;
    const { limits, folders, mayHide } = this.watched;
    if (await pauseWhileCounting(this.files.isOver(isTime), tree)) this.stop('files', limits.files);
    if (!isTime) return;
    const [held, bytes] = await Promise.all([
      tree.members().then(deletedOpenFiles),
      pauseWhileCounting(bytesOf(folders, tree), tree),
    ]);
    const pauseMs = Math.min((performance.now() - startedAt) / SHARE_OF_LOOKING, MAX_PAUSE_MS);
    this.lookAtDiskAt = performance.now() + pauseMs;
    // Not added to what processes have in use: that counts it as well as soon as they have mapped it.
    if (held.memoryBytes > limits.memoryBytes) this.stop('memory', limits.memoryBytes);
    this.lookForHidden(tree.wasWoken() ? 'standstill' : whatHides(bytes, held, mayHide));
    if (bytes === undefined) return;
    this.baseBytes ??= bytes;
    this.seenBytes = bytes;
    if (bytes + held.diskBytes - this.baseBytes > limits.diskBytes) this.stop('disk', limits.diskBytes);
  }

  /** Programs that start, and tests of what may not be read, are out of sight for a moment. */
  private lookForHidden(hidden: keyof typeof HIDDEN | undefined): void {
    if (hidden !== undefined && this.wasHidden) this.abortWith(HIDDEN[hidden], HINT_FOR_HIDDEN);
    this.wasHidden = hidden !== undefined;
  }

  private stop(what: Excess, limit: number): void {
    const shown = what === 'processes' || what === 'files' ? String(limit) : `${Math.round(limit / MIB)} MiB`;
    const hint = `If the pack needs that much, raise PACKYARD_SANDBOX_${SETTINGS[what]} on the worker.`;
    this.abortWith(SENTENCES[what](shown), hint);
  }

  private abortWith(sentence: string, hint: string): void {
    if (this.isOver) return;
    this.end();
    const who = this.watched.runs === 'tool' ? 'A tool that installs packages' : 'Foreign code';
    this.abort.abort(new RejectedError('LIMIT_EXCEEDED', `${who} was ended: ${sentence}.`, { hint }));
  }
}

function tellFailure(error: unknown): void {
  logger.warn(`What foreign code takes could not be looked at, and is looked at again: ${String(error)}`);
}

/** Folders that are always on the move can only be counted when they stand still. */
async function bytesOf(folders: readonly string[], tree: ProcessTree): Promise<number | undefined> {
  return (await folderBytes(folders)) ?? tree.whileStopped(() => folderBytes(folders));
}

function whatHides(
  bytes: number | undefined,
  { isHidden, isTooMuch }: DeletedOpenFiles,
  mayHide: boolean,
): keyof typeof HIDDEN | undefined {
  if (bytes === undefined) return 'folders';
  if (isTooMuch) return 'open';
  return isHidden && !mayHide ? 'processes' : undefined;
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

const HIDDEN = {
  folders: 'it keeps a folder from being looked into, so that what it writes there can not be counted',
  open: 'it keeps more files open, in more threads, than can be counted',
  standstill: 'its programs wake each other while they are stopped, so that what they take can not be counted',
  processes: 'it runs a program that keeps from being looked at, so that what that takes can not be counted',
};

const HINT_FOR_HIDDEN =
  'Let the pack open its folders to itself (chmod u+rwx), and start no programs such as ssh-agent that nobody may look at.';
