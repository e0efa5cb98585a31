import { compareVersions, satisfiesRange } from '@packyard/pack';
import type { Candidate, Problem, Root } from './problem';
import type { Requirement } from './requirement';

/** Why nothing fits: what is wanted of one pack, and which versions of it there are. */
export interface DeadEnd {
  ref: string;
  requirements: readonly Requirement[];
  known: readonly Candidate[];
}

export type Found = { chosen: Map<string, Candidate>; requirements: readonly Requirement[] } | { deadEnd: DeadEnd };

// Far above what real requests need; it keeps a hostile registry from keeping a worker busy for ever.
const MOST_STEPS = 200_000;

/**
 * Chooses one version of every pack that the roots need, depth first: the preferred version of the oldest open pack, and
 * when that leads nowhere, the next one. Answers the first dead end when nothing fits: it is what a reader would meet
 * who tries the obvious versions.
 */
export function search(problem: Problem, roots: readonly Root[]): Found {
  const requirements = roots.map(({ ref, range }): Requirement => ({ ref, range, by: { kind: 'request' } }));
  const attempt = new Search(problem, new Set(roots.map((root) => root.ref)));
  const chosen = attempt.extend(new Map(), requirements);
  if (chosen !== undefined) return chosen;
  if (attempt.firstDeadEnd === undefined) throw new Error('The search found nothing without meeting a dead end');
  return { deadEnd: attempt.firstDeadEnd };
}

class Search {
  firstDeadEnd: DeadEnd | undefined;
  private steps = 0;

  constructor(
    private readonly problem: Problem,
    private readonly rootRefs: ReadonlySet<string>,
  ) {}

  extend(
    chosen: ReadonlyMap<string, Candidate>,
    requirements: readonly Requirement[],
  ): Exclude<Found, { deadEnd: DeadEnd }> | undefined {
    const open = requirements.find(({ ref }) => !chosen.has(ref) && !this.problem.provided.has(ref));
    if (open === undefined) return { chosen: new Map(chosen), requirements };
    const known = this.problem.candidates.get(open.ref) ?? [];
    for (const candidate of preferred(known)) {
      this.steps += 1;
      const wishes = this.wishesFor(candidate, chosen, requirements);
      if (this.steps > MOST_STEPS || !wishes.every((wish) => satisfiesRange(candidate.version, wish.range))) continue;
      const next = [
        ...requirements,
        ...candidate.dependencies.map(({ ref, range }) => ({ ref, range, by: by(candidate, open) })),
      ];
      const broken = next.find(({ ref, range }) => !this.isMet(ref, range, chosen, candidate));
      if (broken !== undefined) {
        this.meetDeadEnd(
          broken.ref,
          next.filter(({ ref }) => ref === broken.ref),
        );
        continue;
      }
      const found = this.extend(new Map(chosen).set(candidate.ref, candidate), next);
      if (found !== undefined) return found;
    }
    this.meetDeadEnd(open.ref, this.allWishes(open.ref, chosen, requirements));
    return undefined;
  }

  /** What is wanted of a candidate; a version that is enabled already hurts none of the enabled packs. */
  private wishesFor(
    candidate: Candidate,
    chosen: ReadonlyMap<string, Candidate>,
    requirements: readonly Requirement[],
  ): Requirement[] {
    if (candidate.origin === 'enabled') return requirements.filter(({ ref }) => ref === candidate.ref);
    return this.allWishes(candidate.ref, chosen, requirements);
  }

  private allWishes(
    ref: string,
    chosen: ReadonlyMap<string, Candidate>,
    requirements: readonly Requirement[],
  ): Requirement[] {
    const staying = this.problem.enabled.filter(
      (enabled) =>
        enabled.ref !== ref &&
        !this.rootRefs.has(enabled.ref) &&
        (chosen.get(enabled.ref)?.origin ?? 'enabled') === 'enabled',
    );
    const ofEnabled = staying.flatMap((candidate) =>
      candidate.dependencies
        .filter((dependency) => dependency.ref === ref)
        .map(({ range }): Requirement => ({ ref, range, by: { kind: 'enabled', candidate } })),
    );
    return [...requirements.filter((requirement) => requirement.ref === ref), ...ofEnabled];
  }

  private isMet(ref: string, range: string, chosen: ReadonlyMap<string, Candidate>, added: Candidate): boolean {
    const version = ref === added.ref ? added.version : chosen.get(ref)?.version;
    return version === undefined || this.problem.provided.has(ref) || satisfiesRange(version, range);
  }

  private meetDeadEnd(ref: string, requirements: readonly Requirement[]): void {
    this.firstDeadEnd ??= { ref, requirements, known: this.problem.candidates.get(ref) ?? [] };
  }
}

function by(candidate: Candidate, because: Requirement): Requirement['by'] {
  return { kind: 'selected', candidate, because };
}

const ORDER: readonly Candidate['origin'][] = ['downloaded', 'enabled', 'registry'];

/** What is fetched already, then what is enabled, then the highest on offer. */
function preferred(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    (a, b) => ORDER.indexOf(a.origin) - ORDER.indexOf(b.origin) || compareVersions(b.version, a.version),
  );
}
