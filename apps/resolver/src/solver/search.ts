import { SearchAttempt } from './search-attempt';
import { compareByRef } from './compare-by-ref';
import type { Question } from './pack-domains';
import type { Incompatibility } from './version-domain';
import type { CandidatePool } from './candidate-pool';
import type { Asking, Candidate, Problem, Root } from './problem';
import { type Budget, GaveUp } from './propagation';

export type Found = { chosen: ReadonlyMap<string, Candidate> } | { conflict: Incompatibility } | { gaveUp: true };

// Some ten seconds of a processor; real requests need a thousandth of it.
const MAX_STEPS = 100_000_000;

/** Answers questions about one problem. What registries offer is asked for once, whatever the number of questions. */
export class Search {
  private readonly budget: Budget;
  private readonly dependants: ReadonlyMap<string, readonly Candidate[]>;

  private readonly problem: Problem;

  constructor(
    problem: Problem,
    private readonly offers: CandidatePool,
  ) {
    this.problem = { ...problem, enabled: problem.enabled.toSorted(compareByRef) };
    this.budget = { steps: problem.maxSteps ?? MAX_STEPS };
    this.dependants = dependantsOf(this.problem);
  }

  /** Versions for all that the roots need, or the contradiction in it. */
  *find(roots: readonly Root[]): Asking<Found> {
    const { problem, offers, dependants } = this;
    const question: Question = { problem, roots: roots.toSorted(compareByRef), offers, dependants };
    try {
      for (;;) {
        const result = yield* new SearchAttempt(question, this.budget).run();
        if (result !== 'again') return result;
      }
    } catch (error) {
      if (error instanceof GaveUp) return { gaveUp: true };
      throw error;
    }
  }
}

function dependantsOf({ enabled, provided }: Problem): Map<string, Candidate[]> {
  const dependants = new Map<string, Candidate[]>();
  for (const candidate of enabled) {
    for (const { ref } of [...candidate.dependencies, ...(candidate.conflicts ?? [])]) {
      if (ref === candidate.ref || provided.has(ref)) continue;
      const known = dependants.get(ref);
      if (known === undefined) dependants.set(ref, [candidate]);
      else if (!known.includes(candidate)) known.push(candidate);
    }
  }
  return dependants;
}
