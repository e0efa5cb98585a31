import { availableParallelism } from 'node:os';
import { inSpan } from '@packyard/tracing';
import { FairSlots } from './fair-slots';
import { ReaderEnded, type ReaderLimits, ReaderProcess, type ReaderWork } from './reader-process';

export interface ReaderPoolOptions extends ReaderLimits {
  /** A module that calls `serveReader`, compiled or not: the compiled one is started. */
  script: string;
  /** How many processes at most; as many as there are processors, and four at most, when absent. */
  size?: number;
  /** How many more when one owner (`withReaderSlotOwner`) has all of them and another one waits; none when absent. */
  spare?: number;
}

// Starting one takes a third of a second; whoever installs one pack after the other does not wait for that again.
const IDLE_MS = 60_000;
const MAX_PROCESSES = 4;
const HEAP_EXHAUSTED = /^(ERR_WORKER_OUT_OF_MEMORY|ERR_STRING_TOO_LONG|ERR_BUFFER_TOO_LARGE)$/;

/**
 * Processes that read foreign content. Threads would not do: memory outside of the heap is not bounded by their limits, a
 * single allocation that is too large ends the whole process, and they share the one thread pool with our disk and DNS.
 * They are kept for the next request, so that starting them costs nothing most of the time; no library has pools of
 * processes that are killed at once and watched for memory.
 */
export class ReaderPool {
  private readonly idle = new Map<ReaderProcess, NodeJS.Timeout>();
  private readonly slots: FairSlots;

  constructor(private readonly options: ReaderPoolOptions) {
    const size = options.size ?? Math.min(MAX_PROCESSES, Math.max(2, availableParallelism()));
    this.slots = new FairSlots({ size, spare: options.spare ?? 0 });
  }

  /** @throws ReaderEnded when it takes more time or memory than it may; the signal's reason; what the method throws */
  run<Result>(work: ReaderWork): Promise<Result> {
    return inSpan({ name: `reader ${work.method}` }, () => this.read<Result>(work));
  }

  private async read<Result>(work: ReaderWork): Promise<Result> {
    const release = await this.slots.acquire(work.signal);
    const reader = this.takeIdle() ?? new ReaderProcess(compiled(this.options.script), this.options);
    try {
      return await reader.run<Result>(work);
    } catch (error) {
      throw HEAP_EXHAUSTED.test((error as NodeJS.ErrnoException).code ?? '') ? new ReaderEnded('memory') : error;
    } finally {
      this.keep(reader);
      release();
    }
  }

  private takeIdle(): ReaderProcess | undefined {
    for (const [reader, timer] of this.idle) {
      clearTimeout(timer);
      this.idle.delete(reader);
      if (reader.isAlive) return reader;
    }
    return undefined;
  }

  private keep(reader: ReaderProcess): void {
    if (!reader.isAlive) return;
    const end = () => {
      this.idle.delete(reader);
      reader.kill('time');
    };
    this.idle.set(reader, setTimeout(end, IDLE_MS).unref());
  }
}

/** Tests run from the sources; what they start is what the build made of them. */
function compiled(script: string): string {
  return script.replace(/^(.*)\/(?:apps|libs)\/[^/]+\/src\/(?:.+\/)?([^/]+)\.ts$/, '$1/dist/services/$2.js');
}
