import type { Stage } from '@packyard/contracts';

// Where others serve the stage, too, they share what goes through the queue; jobs that the worker of the queue has taken meanwhile
// may have to wait here for as many tasks to end (ADR 21).
const MAX_DIRECT = 4;
// A build takes seconds and more: that it goes through the queue costs it nothing.
const NEVER_DIRECT: readonly Stage[] = ['build'];

interface Turn {
  rank: number;
  begin: () => void;
}

/** How many tasks of a stage are at work in this process, started by its queue or directly: together no more than it may take. */
export class StageSlots {
  /** As far as this process knows, jobs wait in the queue: they come first. */
  queueMightHaveJobs = true;
  /** No other process takes tasks of the stage, so that they can all wait here. */
  servesAlone = false;
  private concurrency = 0;
  private taken = 0;
  private direct = 0;
  /** The next one first. */
  private readonly line: Turn[] = [];

  constructor(private readonly name: Stage) {}

  open(concurrency: number): void {
    this.concurrency = concurrency;
  }

  /** How many tasks may be started directly at this moment. */
  get roomForDirectStarts(): number {
    if (this.concurrency === 0 || NEVER_DIRECT.includes(this.name)) return 0;
    if (this.servesAlone) return Infinity;
    if (this.queueMightHaveJobs) return 0;
    return Math.max(0, Math.min(MAX_DIRECT - this.direct, this.concurrency - this.taken));
  }

  /** Does the work in a slot, once there is one. */
  async directly<Result>(rank: number, work: () => Promise<Result>): Promise<Result> {
    this.direct += 1;
    try {
      return await this.inSlot(rank, work);
    } finally {
      this.direct -= 1;
    }
  }

  /**
   * Waits for a slot: of those that wait, lower ranks are first, and equal ones in the order in which they came. The work is told
   * whether it had to.
   */
  async inSlot<Result>(rank: number, work: (hasWaited: boolean) => Promise<Result>): Promise<Result> {
    const mustWait = this.taken >= this.concurrency;
    if (!mustWait) this.taken += 1;
    else await new Promise<void>((begin) => this.line.splice(this.placeOf(rank), 0, { rank, begin }));
    try {
      return await work(mustWait);
    } finally {
      this.giveBack();
    }
  }

  /** To whoever is next, if anybody waits. */
  private giveBack(): void {
    const next = this.line.shift();
    if (next === undefined) this.taken -= 1;
    else next.begin();
  }

  /** Most come with the highest rank so far. */
  private placeOf(rank: number): number {
    return this.line.findLastIndex((other) => other.rank <= rank) + 1;
  }
}
