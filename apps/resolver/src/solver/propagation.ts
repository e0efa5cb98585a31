import type { Assignment, VersionDomain, Incompatibility, Term } from './version-domain';
import { resolvent } from './incompatibility';
import type { PartialSolution } from './partial-solution';

/** So much was compared that nobody should wait any longer. It says nothing about whether there is an answer. */
export class GaveUp extends Error {}

export interface Budget {
  steps: number;
}

type Relation = 'true' | 'false' | 'open';

/**
 * Derives what follows from what is known, and learns from each contradiction: PubGrub's two halves (Weizenbaum 2018, and
 * https://github.com/dart-lang/pub/blob/master/doc/solver.md), on sets of bits in place of ranges.
 */
export class Propagation {
  /** Packs of contradictions of which not all candidates have been asked for yet. */
  readonly incompleteDomains = new Set<VersionDomain>();
  /** Enabled packs that are in the way, and might be replaced if something leads to them. */
  readonly inTheWay = new Set<string>();

  constructor(
    private readonly solution: PartialSolution,
    private readonly budget: Budget,
  ) {}

  add(incompatibility: Incompatibility): void {
    for (const { domain } of incompatibility.terms) domain.incompatibilities.push(incompatibility);
  }

  /** Derives all there is from a change of some packs. Returns the contradiction that can't be resolved, if it comes to that. */
  propagate(changed: Iterable<VersionDomain>): Incompatibility | undefined {
    const waiting = new Set(changed);
    for (const domain of waiting) {
      waiting.delete(domain);
      for (let index = domain.incompatibilities.length - 1; index >= 0; index -= 1) {
        const incompatibility = domain.incompatibilities[index];
        if (incompatibility === undefined) continue;
        const { relation, open } = this.relate(incompatibility);
        if (relation === 'false') continue;
        if (open !== undefined) {
          this.deriveFrom(incompatibility, open, waiting);
          continue;
        }
        const learnt = this.resolve(incompatibility);
        if (learnt.terms.length === 0) return learnt;
        waiting.clear();
        for (const term of learnt.terms) waiting.add(term.domain);
        break;
      }
    }
    return undefined;
  }

  /** A contradiction that was found by looking at the whole. Returns it when it can't be resolved. */
  contradict(incompatibility: Incompatibility): Incompatibility | undefined {
    this.add(incompatibility);
    const learnt = this.resolve(incompatibility);
    return learnt.terms.length === 0 ? learnt : this.propagate(learnt.terms.map(({ domain }) => domain));
  }

  /** Whether all terms but those about one pack are true. */
  isDueFor(domain: VersionDomain, { terms }: Incompatibility): boolean {
    return terms.every((term) => term.domain === domain || relationOf(term) === 'true');
  }

  /** `false` when a term is false, or when so many are open that nothing follows. */
  private relate({ terms }: Incompatibility): { relation: Relation; open?: Term } {
    let open: Term | undefined;
    for (const term of terms) {
      this.spend();
      const relation = relationOf(term);
      if (relation === 'true') continue;
      if (relation === 'false' || open !== undefined) return { relation: 'false' };
      open = term;
    }
    return open === undefined ? { relation: 'true' } : { relation: 'open', open };
  }

  private deriveFrom(cause: Incompatibility, { domain, set }: Term, waiting: Set<VersionDomain>): void {
    this.solution.derive(domain, domain.everything & ~set, cause);
    waiting.add(domain);
  }

  /** Goes back to where the contradiction could have been foreseen, and remembers why. */
  private resolve(conflict: Incompatibility): Incompatibility {
    let learnt = conflict;
    for (;;) {
      this.noteUncertainty(learnt);
      if (learnt.terms.length === 0) return learnt;
      const { last, before } = this.lastStep(learnt);
      if (last.cause === undefined || before < last.level) {
        this.solution.backtrack(before);
        if (learnt !== conflict) this.add(learnt);
        return learnt;
      }
      this.noteUncertainty(last.cause);
      learnt = resolvent(learnt, last.cause, last.domain);
    }
  }

  /** The step that made the last term true, and the level at which all others were. */
  private lastStep({ terms }: Incompatibility): { last: Assignment; before: number } {
    let last: Assignment | undefined;
    let lastTerm: Term | undefined;
    let before = 0;
    for (const term of terms) {
      this.spend();
      const step = this.solution.satisfier(term);
      if (step === undefined) throw new Error(`Nothing made the term about ${term.domain.ref} true`);
      const [earlier, later] = last !== undefined && last.index > step.index ? [step, last] : [last, step];
      if (later === step) lastTerm = term;
      before = Math.max(before, earlier?.level ?? 0);
      last = later;
    }
    if (last === undefined || lastTerm === undefined) throw new Error('A contradiction without terms has no last step');
    return { last, before: Math.max(before, this.sharedBefore(last, lastTerm)) };
  }

  /** A step may make a term true only together with an earlier one about the same pack. */
  private sharedBefore({ domain, allowed }: Assignment, term: Term): number {
    if ((allowed & ~term.set) === 0n) return 0;
    return this.solution.satisfier({ domain, set: term.set }, allowed)?.level ?? 0;
  }

  /** Notes what of a contradiction may change when more is asked for. Where all candidates of a pack are excluded, there is no term about it. */
  private noteUncertainty({ terms, cause }: Incompatibility): void {
    const domains = terms.map(({ domain }) => domain);
    if ('of' in cause) domains.push(cause.of);
    if (cause.kind === 'stays' || cause.kind === 'excludes') this.inTheWay.add(cause.by.ref);
    if (cause.kind === 'excludes') this.inTheWay.add(cause.of.ref);
    for (const domain of domains) if (!domain.isComplete && domain.isReached) this.incompleteDomains.add(domain);
  }

  private spend(): void {
    this.budget.steps -= 1;
    if (this.budget.steps < 0) throw new GaveUp();
  }
}

function relationOf({ domain: { possible }, set }: Term): Relation {
  if ((possible & ~set) === 0n) return 'true';
  return (possible & set) === 0n ? 'false' : 'open';
}
