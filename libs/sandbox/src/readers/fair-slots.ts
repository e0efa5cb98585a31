import { AsyncLocalStorage } from 'node:async_hooks';

export interface SlotLimits {
  /** How many at a time, and how many of one owner. */
  size: number;
  /** How many more when that is not enough for all owners: nobody is kept waiting by one alone. */
  spare: number;
}

const owners = new AsyncLocalStorage<string>();

/** Whatever `work` waits for a slot for, it waits as this owner. */
export function withReaderSlotOwner<Result>(owner: string, work: () => Promise<Result>): Promise<Result> {
  return owners.run(owner, work);
}

/** Lets a number of callers in at a time. Whoever has least comes first, then who waits longest; each waits with its own signal. */
export class FairSlots {
  private readonly taken: string[] = [];
  private readonly waiting = new Set<{ owner: string; enter: () => void }>();

  constructor(private readonly limits: SlotLimits) {}

  /** Returns what gives the slot back, which has to be called exactly once. */
  async acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const owner = owners.getStore() ?? '';
    if (this.mayEnter(owner)) this.taken.push(owner);
    else await this.wait(owner, signal);
    return () => this.release(owner);
  }

  private mayEnter(owner: string): boolean {
    const { size, spare } = this.limits;
    return this.taken.length < size + spare && this.heldBy(owner) < size;
  }

  private heldBy(owner: string): number {
    return this.taken.filter((one) => one === owner).length;
  }

  private release(owner: string): void {
    this.taken.splice(this.taken.indexOf(owner), 1);
    const able = [...this.waiting].filter((one) => this.mayEnter(one.owner));
    const [next] = able.sort((a, b) => this.heldBy(a.owner) - this.heldBy(b.owner));
    next?.enter();
  }

  /** The slot is handed over: nobody can take it in between. */
  private wait(owner: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.waiting.delete(waiter);
        reject(signal.reason as Error);
      };
      const enter = () => {
        this.waiting.delete(waiter);
        this.taken.push(owner);
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const waiter = { owner, enter };
      this.waiting.add(waiter);
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}
