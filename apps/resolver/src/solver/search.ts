import { compareVersions, satisfiesRange } from '@packyard/pack';
import type { Candidate, Problem, Root } from './problem';
import type { Requirement } from './requirement';
import { Wishes } from './wishes';

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
 * when that leads nowhere, the next one. Returns the first dead end when nothing fits: it is what a reader would meet
 * who tries the obvious versions. Without conflicts it costs as much as there are packs and dependencies.
 */
export function search(problem: Problem, roots: readonly Root[]): Found {
  return new Search(problem, roots).run();
}

/** An open pack, and how far its versions have been tried. */
interface Choice {
  open: Requirement;
  /** Position of {@link open} among the requirements. */
  position: number;
  candidates: readonly Candidate[];
  tried: number;
}

class Search {
  private readonly chosen = new Map<string, Candidate>();
  private readonly wishes: Wishes;
  private firstDeadEnd: DeadEnd | undefined;
  private steps = 0;

  constructor(
    private readonly problem: Problem,
    roots: readonly Root[],
  ) {
    this.wishes = new Wishes(problem, roots);
  }

  run(): Found {
    const path: Choice[] = [];
    for (let open = this.nextOpen(0); open !== undefined; open = this.nextOpen(path.at(-1)?.position ?? 0)) {
      path.push(open);
      if (!this.advance(path)) return { deadEnd: this.deadEnd() };
    }
    return { chosen: this.chosen, requirements: this.wishes.requirements };
  }

  /** Chooses for the last open pack, going back to earlier ones when that leads nowhere. False when nothing is left. */
  private advance(path: Choice[]): boolean {
    for (let choice = path.at(-1); choice !== undefined; choice = path.at(-1)) {
      this.takeBack(choice);
      if (this.choose(choice)) return true;
      this.meetDeadEnd(choice.open.ref, this.wishes.all(choice.open.ref, this.chosen));
      path.pop();
    }
    return false;
  }

  private choose(choice: Choice): boolean {
    while (choice.tried < choice.candidates.length) {
      const candidate = choice.candidates[choice.tried];
      choice.tried += 1;
      this.steps += 1;
      if (candidate === undefined || this.steps > MOST_STEPS || !this.fits(candidate)) continue;
      this.chosen.set(candidate.ref, candidate);
      this.wishes.add(candidate, choice.open);
      const broken = candidate.dependencies.find(({ ref, range }) => !this.isMet(ref, range));
      if (broken === undefined) return true;
      this.meetDeadEnd(broken.ref, this.wishes.of(broken.ref));
      this.takeBack(choice);
    }
    return false;
  }

  private takeBack({ open }: Choice): void {
    const candidate = this.chosen.get(open.ref);
    if (candidate === undefined) return;
    this.chosen.delete(open.ref);
    this.wishes.remove(candidate);
  }

  /** A version that is enabled already hurts none of the enabled packs. */
  private fits(candidate: Candidate): boolean {
    const { ref, version, origin } = candidate;
    const wishes = origin === 'enabled' ? this.wishes.of(ref) : this.wishes.all(ref, this.chosen);
    return wishes.every(({ range }) => satisfiesRange(version, range));
  }

  private isMet(ref: string, range: string): boolean {
    const version = this.chosen.get(ref)?.version;
    return version === undefined || this.problem.provided.has(ref) || satisfiesRange(version, range);
  }

  /** The oldest requirement of a pack for which nothing is chosen yet. */
  private nextOpen(from: number): Choice | undefined {
    const { requirements } = this.wishes;
    for (let position = from; position < requirements.length; position += 1) {
      const open = requirements[position];
      if (open === undefined || this.chosen.has(open.ref) || this.problem.provided.has(open.ref)) continue;
      return { open, position, candidates: preferred(this.problem.candidates.get(open.ref) ?? []), tried: 0 };
    }
    return undefined;
  }

  private meetDeadEnd(ref: string, requirements: readonly Requirement[]): void {
    this.firstDeadEnd ??= { ref, requirements: [...requirements], known: this.problem.candidates.get(ref) ?? [] };
  }

  private deadEnd(): DeadEnd {
    if (this.firstDeadEnd === undefined) throw new Error('The search found nothing without meeting a dead end');
    return this.firstDeadEnd;
  }
}

const ORDER: readonly Candidate['origin'][] = ['downloaded', 'enabled', 'registry'];

/** What is fetched already, then what is enabled, then the highest on offer. */
function preferred(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    (a, b) => ORDER.indexOf(a.origin) - ORDER.indexOf(b.origin) || compareVersions(b.version, a.version),
  );
}
