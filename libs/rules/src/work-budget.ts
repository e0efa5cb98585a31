// At most about half a second. Real rules take some thousands.
const MAX_WORK = 5_000_000;

/** Rules, and what they are asked about, come from strangers: how much work deciding one command line may take. */
export class WorkBudget {
  private left = MAX_WORK;

  /** @throws WorkBudgetSpent */
  spend(work: number): void {
    this.left -= work;
    if (this.left < 0) throw new WorkBudgetSpent();
  }
}

export class WorkBudgetSpent extends Error {}
