import type { Stage } from '@packyard/contracts';

// Jobs that the worker of the queue has taken meanwhile may have to wait here for as many tasks to end (ADR 21).
const MAX_DIRECT = 4;
// A build takes seconds and more: that it goes through the queue costs it nothing.
const NEVER_DIRECT: readonly Stage[] = ['build'];

/** How many tasks of a stage are at work in this process, started by its queue or directly: together no more than it may take. */
export class StageSlots {
  /** As far as this process knows, jobs wait in the queue: they come first. */
  jobsMayWait = true;
  private concurrency = 0;
  private taken = 0;
  private direct = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly name: Stage) {}

  open(concurrency: number): void {
    this.concurrency = concurrency;
  }

  /** How many tasks may be started directly at this moment. */
  get forDirectStarts(): number {
    if (this.jobsMayWait || NEVER_DIRECT.includes(this.name)) return 0;
    return Math.max(0, Math.min(MAX_DIRECT - this.direct, this.concurrency - this.taken));
  }

  /** Takes a slot at once, and gives it back when the work is over. */
  async directly<Result>(work: () => Promise<Result>): Promise<Result> {
    this.taken += 1;
    this.direct += 1;
    try {
      return await work();
    } finally {
      this.direct -= 1;
      this.giveBack();
    }
  }

  /** Waits for a slot. The queue's worker brings no more than the stage takes, so that only direct starts are waited for. */
  async inSlot<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.taken < this.concurrency) this.taken += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.giveBack();
    }
  }

  /** To whoever waits for it, if anybody does. */
  private giveBack(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.taken -= 1;
    else next();
  }
}
