// At most about half a second. Real rules take some thousands.
const MOST_WORK = 5_000_000;

/** Rules, and what they are asked about, come from strangers: how much work deciding one command line may take. */
export class Effort {
  private left = MOST_WORK;

  /** @throws OutOfEffort */
  spend(work: number): void {
    this.left -= work;
    if (this.left < 0) throw new OutOfEffort();
  }
}

export class OutOfEffort extends Error {}
