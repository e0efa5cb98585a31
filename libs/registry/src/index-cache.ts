import type { IndexOnDisk } from './index-on-disk';
import { SharedWork } from './shared-work';

interface Kept {
  read: SharedWork<IndexOnDisk>;
  readAt: number;
  bytes: number;
  /** What it was the last time: it may still be that. */
  former: IndexOnDisk | undefined;
}

type ReadAnew = (signal: AbortSignal, former: IndexOnDisk | undefined) => Promise<IndexOnDisk>;

// Whoever may name an index may name any number of them.
const MAX_INDEXES = 32;

/** Indexes that were read a short while ago, or are being read; the oldest go when there are too many. */
export class IndexCache {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly limits: { maxAgeMs: number; maxBytes: number }) {}

  /** What is older than `maxAgeMs` will not do, also where it is kept for longer. */
  async get(
    key: string,
    { signal, maxAgeMs = Infinity }: { signal: AbortSignal; maxAgeMs?: number | undefined },
    readAnew: ReadAnew,
  ): Promise<IndexOnDisk> {
    const { read } = this.fresh(key, Math.min(maxAgeMs, this.limits.maxAgeMs)) ?? this.start(key, readAnew);
    return read.wait(signal);
  }

  private fresh(key: string, maxAgeMs: number): Kept | undefined {
    const kept = this.kept.get(key);
    return kept !== undefined && performance.now() - kept.readAt < maxAgeMs ? kept : undefined;
  }

  private start(key: string, readAnew: ReadAnew): Kept {
    const former = this.kept.get(key)?.former;
    const forget = () => {
      if (this.kept.get(key) === kept) this.kept.delete(key);
    };
    const work = async (signal: AbortSignal) => {
      try {
        const index = await readAnew(signal, former);
        kept.former = index;
        kept.bytes = index.told.bytes;
        this.makeRoom();
        return index;
      } catch (error) {
        forget();
        throw error;
      }
    };
    const kept: Kept = { read: new SharedWork(work, forget), readAt: performance.now(), bytes: 0, former };
    this.kept.delete(key);
    this.kept.set(key, kept);
    this.makeRoom();
    return kept;
  }

  /** The newest is kept, however large it is. */
  private makeRoom(): void {
    let bytes = [...this.kept.values()].reduce((sum, kept) => sum + kept.bytes, 0);
    for (const [key, kept] of this.kept) {
      const isTooMuch = this.kept.size > MAX_INDEXES || bytes > this.limits.maxBytes;
      if (!isTooMuch || this.kept.size === 1) return;
      bytes -= kept.bytes;
      this.kept.delete(key);
    }
  }
}
