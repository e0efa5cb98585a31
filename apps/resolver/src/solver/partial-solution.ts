import type { Assignment, VersionDomain, Incompatibility, Term } from './version-domain';

/** What a search has decided and derived so far, in order. */
export class PartialSolution {
  level = 0;
  private readonly trail: Assignment[] = [];
  /** Up to where all needed packs of the trail are decided, now and before each decision. */
  private decidedUpTo = 0;
  private readonly decidedBefore: number[] = [];

  decide(domain: VersionDomain, index: number): void {
    this.decidedBefore.push(this.decidedUpTo);
    this.level += 1;
    domain.isDecided = true;
    this.assign(domain, 1n << BigInt(index), undefined);
  }

  derive(domain: VersionDomain, allowed: bigint, cause: Incompatibility): void {
    this.assign(domain, allowed, cause);
  }

  /** The pack that has been needed for the longest time and is not decided. */
  nextOpen(): VersionDomain | undefined {
    for (; this.decidedUpTo < this.trail.length; this.decidedUpTo += 1) {
      const domain = this.trail[this.decidedUpTo]?.domain;
      if (domain !== undefined && !domain.isDecided && domain.isNeeded) return domain;
    }
    return undefined;
  }

  backtrack(level: number): void {
    while ((this.trail.at(-1)?.level ?? 0) > level) {
      const domain = this.trail.pop()?.domain;
      if (domain === undefined) break;
      const undone = domain.assignments.pop();
      if (undone?.cause === undefined) domain.isDecided = false;
      domain.possible = domain.assignments.at(-1)?.possible ?? domain.everything;
    }
    this.decidedUpTo = this.decidedBefore[level] ?? this.decidedUpTo;
    this.decidedBefore.length = level;
    this.level = level;
  }

  /** The first step after which a term is true. */
  satisfier({ domain, set }: Term, allowed = domain.everything): Assignment | undefined {
    const beyond = allowed & ~set;
    return domain.assignments.find(({ possible }) => (possible & beyond) === 0n);
  }

  private assign(domain: VersionDomain, allowed: bigint, cause: Incompatibility | undefined): void {
    domain.possible &= allowed;
    const { possible } = domain;
    const step = { domain, allowed, possible, level: this.level, index: this.trail.length, cause };
    this.trail.push(step);
    domain.assignments.push(step);
  }
}
