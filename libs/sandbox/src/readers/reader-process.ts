import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { foreignEnvironment } from '../child-environment';
import { errorOf, type ReaderAnswer, type ReaderRequest } from './reader-message';

export interface ReaderLimits {
  /** Of the JavaScript heap. */
  maxHeapMegabytes: number;
  /** Of all that the process takes, where the system tells (Linux). */
  maxMemoryMegabytes: number;
}

/** Why a reader process had to be ended, or ended by itself without an answer. */
export type ReaderEnd = 'memory' | 'time' | 'crash';

/** What was to be read took more than it may. */
export class ReaderEnded extends Error {
  constructor(readonly reason: ReaderEnd) {
    super(`The reader process was ended (${reason})`);
    this.name = 'ReaderEnded';
  }
}

export interface ReaderWork extends ReaderRequest {
  signal: AbortSignal;
  maxMs: number;
  onPiece?: ((piece: never) => void) | undefined;
}

const WATCH_MS = 100;
const PAGE_BYTES = 4096;
const MEGABYTE = 1024 * 1024;
// What V8 ends itself with, and the system when all memory is used up.
const OUT_OF_MEMORY: readonly string[] = ['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGKILL'];

/** One process that reads foreign content, where that can neither fill our memory nor hold up our event loop. */
export class ReaderProcess {
  isAlive = true;
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;
  /** Who is to be told that it is gone: waiting for `gone` itself, each request would be kept as long as the process lives. */
  private readonly toldWhenGone = new Set<() => void>();
  private isGone = false;
  private end: ReaderEnd | undefined;

  constructor(
    script: string,
    private readonly limits: ReaderLimits,
  ) {
    this.child = fork(script, {
      execArgv: [`--max-old-space-size=${limits.maxHeapMegabytes}`],
      env: foreignEnvironment({}),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.gone = this.whenGone().then(() => {
      this.isGone = true;
      for (const tell of this.toldWhenGone) tell();
    });
    this.rest();
  }

  /** When it is aborted or takes too much, the process is killed, and it is over once nothing of it is left. */
  async run<Result>({ method, input, signal, maxMs, onPiece }: ReaderWork): Promise<Result> {
    this.child.ref();
    this.child.channel?.ref();
    const kill = () => this.kill('time');
    const watch = setInterval(() => void this.watchMemory(), WATCH_MS);
    const deadline = setTimeout(() => this.kill('time'), maxMs);
    signal.addEventListener('abort', kill, { once: true });
    try {
      const answer = await this.ask({ method, input }, onPiece);
      if (answer === undefined || ('failure' in answer && answer.isLast === true)) await this.gone;
      signal.throwIfAborted();
      if (answer === undefined) throw new ReaderEnded(this.end ?? 'crash');
      if ('failure' in answer) throw errorOf(answer.failure);
      return answer.result as Result;
    } finally {
      clearInterval(watch);
      clearTimeout(deadline);
      signal.removeEventListener('abort', kill);
      this.rest();
    }
  }

  kill(reason: ReaderEnd): void {
    this.end ??= reason;
    this.isAlive = false;
    this.child.kill('SIGKILL');
  }

  /** Nothing when the process ended before it answered. */
  private async ask(request: ReaderRequest, onPiece: ((piece: never) => void) | undefined) {
    type End = Exclude<ReaderAnswer, { piece: unknown }>;
    const { promise: answered, resolve } = Promise.withResolvers<End | undefined>();
    const listen = (answer: ReaderAnswer) => ('piece' in answer ? onPiece?.(answer.piece as never) : resolve(answer));
    const tellGone = () => resolve(undefined);
    this.child.on('message', listen);
    this.toldWhenGone.add(tellGone);
    if (this.isGone) tellGone();
    this.child.send(request, () => undefined);
    try {
      return await answered;
    } finally {
      this.child.off('message', listen);
      this.toldWhenGone.delete(tellGone);
    }
  }

  private async watchMemory(): Promise<void> {
    const statm = await readFile(`/proc/${this.child.pid ?? 0}/statm`, 'utf8').catch(() => '');
    const megabytes = (Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES) / MEGABYTE;
    if (megabytes > this.limits.maxMemoryMegabytes) this.kill('memory');
  }

  /** What it said last has been heard by then. */
  private async whenGone(): Promise<void> {
    const disconnected = new Promise((resolve) => this.child.once('disconnect', resolve));
    const signal = await new Promise<NodeJS.Signals | null>((resolve) => {
      this.child.once('exit', (_code, signalCode) => resolve(signalCode));
      this.child.once('error', () => resolve(null));
    });
    this.isAlive = false;
    if (signal !== null && OUT_OF_MEMORY.includes(signal)) this.end ??= 'memory';
    if (this.child.connected) await disconnected;
  }

  /** While it has nothing to do, it keeps nobody from ending. */
  private rest(): void {
    this.child.unref();
    this.child.channel?.unref();
  }
}
