import type { ReadIndex } from './index-parser';
import { SharedRead } from './shared-read';

interface Kept {
  read: SharedRead<ReadIndex>;
  readAt: number;
  bytes: number;
}

// Whoever may name an index may name any number of them.
const MOST_INDEXES = 32;

/** Indexes that were read a short while ago, or are being read; the oldest go when there are too many. */
export class IndexCache {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly limits: { maxAgeMs: number; maxBytes: number }) {}

  async get(
    key: string,
    signal: AbortSignal,
    readAnew: (signal: AbortSignal) => Promise<ReadIndex>,
  ): Promise<ReadIndex> {
    const { read } = this.fresh(key) ?? this.start(key, readAnew);
    return read.wait(signal);
  }

  private fresh(key: string): Kept | undefined {
    const kept = this.kept.get(key);
    return kept !== undefined && Date.now() - kept.readAt < this.limits.maxAgeMs ? kept : undefined;
  }

  private start(key: string, readAnew: (signal: AbortSignal) => Promise<ReadIndex>): Kept {
    const forget = () => {
      if (this.kept.get(key) === kept) this.kept.delete(key);
    };
    const work = async (signal: AbortSignal) => {
      try {
        const index = await readAnew(signal);
        kept.bytes = index.bytes;
        this.makeRoom();
        return index;
      } catch (error) {
        forget();
        throw error;
      }
    };
    const kept: Kept = { read: new SharedRead(work, forget), readAt: Date.now(), bytes: 0 };
    this.kept.delete(key);
    this.kept.set(key, kept);
    this.makeRoom();
    return kept;
  }

  /** The newest is kept, however large it is. */
  private makeRoom(): void {
    let bytes = [...this.kept.values()].reduce((sum, kept) => sum + kept.bytes, 0);
    for (const [key, kept] of this.kept) {
      const isTooMuch = this.kept.size > MOST_INDEXES || bytes > this.limits.maxBytes;
      if (!isTooMuch || this.kept.size === 1) return;
      bytes -= kept.bytes;
      this.kept.delete(key);
    }
  }
}
