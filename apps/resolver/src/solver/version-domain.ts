import { compareVersions, parseVersion, readRange } from '@packyard/pack';
import type { Candidate, Root } from './problem';

/** That what is chosen of a pack is one of a set: a bit for each of its versions, and one for not choosing it. */
export interface Term {
  domain: VersionDomain;
  set: bigint;
}

/** A fact that the problem states. */
export type Fact =
  | { kind: 'wanted'; root: Root; of: VersionDomain }
  | { kind: 'needs'; by: VersionDomain; versions: bigint; of: VersionDomain; range: string }
  | { kind: 'stays'; by: Candidate; of: VersionDomain; range: string }
  | { kind: 'excludes'; by: VersionDomain; versions: bigint; of: VersionDomain; range: string }
  | { kind: 'circle'; path: readonly Candidate[] }
  | { kind: 'unusable'; of: VersionDomain; versions: bigint }
  | { kind: 'untouched'; of: VersionDomain };

type Cause = Fact | { kind: 'derived'; from: readonly [Incompatibility, Incompatibility] };

/** Terms that can't all be true. */
export interface Incompatibility {
  terms: readonly Term[];
  cause: Cause;
}

/** One step of a search: what is still possible of a pack from here on. */
export interface Assignment {
  domain: VersionDomain;
  /** What this step alone allows. */
  allowed: bigint;
  /** Together with all steps before. */
  possible: bigint;
  /** How many decisions came before, this one included. */
  level: number;
  index: number;
  /** Nothing for a decision. */
  cause: Incompatibility | undefined;
}

const AVAILABILITIES: readonly Candidate['availability'][] = ['downloaded', 'enabled', 'installed', 'registry'];

/** What may be chosen of one pack, as sets of bits: one for each version, from the lowest up, and one for none of them. */
export class VersionDomain {
  readonly candidates: readonly Candidate[];
  /** Not chosen; of a pack that is enabled: it stays as it is. */
  readonly absent: bigint;
  readonly everything: bigint;
  /** Whether something in the request leads here. */
  isReached = false;
  readonly incompatibilities: Incompatibility[] = [];
  /** What the search has found out so far. */
  possible: bigint;
  readonly assignments: Assignment[] = [];
  isDecided = false;
  /** Which needs of which versions the search knows already. */
  readonly expanded: { ref: string; range: string; versions: bigint }[] = [];
  private readonly fittingByRange = new Map<string, bigint>();
  /** From the most to the least wanted. */
  private preference: readonly number[] | undefined;

  /** `isComplete`: whether what registries offer is among the candidates. */
  constructor(
    readonly ref: string,
    candidates: readonly Candidate[],
    readonly isComplete: boolean,
  ) {
    this.candidates = distinct(candidates);
    this.absent = 1n << BigInt(this.candidates.length);
    this.everything = (this.absent << 1n) - 1n;
    this.possible = this.everything;
  }

  get any(): bigint {
    return this.absent - 1n;
  }

  /** It has to be chosen, in whatever version. */
  get isNeeded(): boolean {
    return (this.possible & this.absent) === 0n;
  }

  /**
   * The versions that satisfy a range. What is there already does when it lies within; of what is on offer, pre-releases do
   * only where the range names one, or where nothing else does.
   */
  fitting(range: string): bigint {
    const known = this.fittingByRange.get(range);
    if (known !== undefined) return known;
    const fitting = this.findFitting(range);
    this.fittingByRange.set(range, fitting);
    return fitting;
  }

  setWhere(condition: (candidate: Candidate) => boolean): bigint {
    let set = 0n;
    for (const [index, candidate] of this.candidates.entries()) if (condition(candidate)) set |= 1n << BigInt(index);
    return set;
  }

  listOf(set: bigint): Candidate[] {
    return this.candidates.filter((_candidate, index) => (set & (1n << BigInt(index))) !== 0n);
  }

  /** What is fetched already, then what is enabled, then what is installed, then releases on offer; the highest of each. */
  maxWanted(): number {
    this.preference ??= this.rank();
    const best = this.preference.find((index) => (this.possible & (1n << BigInt(index))) !== 0n);
    if (best === undefined) throw new Error(`Nothing is left of ${this.ref} that could be chosen`);
    return best;
  }

  private findFitting(range: string): bigint {
    const wanted = readRange(range);
    let fitting = 0n;
    let otherwise = 0n;
    for (const [index, { version, availability }] of this.candidates.entries()) {
      const parsed = parseVersion(version);
      if (parsed === undefined) continue;
      const fits = availability === 'registry' ? wanted.includes(parsed) : wanted.spans(parsed);
      if (fits) fitting |= 1n << BigInt(index);
      else if (parsed.prerelease.length > 0 && wanted.spans(parsed)) otherwise |= 1n << BigInt(index);
    }
    return fitting === 0n ? otherwise : fitting;
  }

  private rank(): readonly number[] {
    const rankOf = (index: number) => AVAILABILITIES.indexOf(this.candidates[index]?.availability ?? 'registry');
    const isEarly = (index: number) =>
      Number((parseVersion(this.candidates[index]?.version ?? '')?.prerelease.length ?? 0) > 0 && rankOf(index) === 3);
    return [...this.candidates.keys()].sort((a, b) => rankOf(a) - rankOf(b) || isEarly(a) - isEarly(b) || b - a);
  }
}

/** Of a version that is known from several places, what is nearest counts. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  if (candidates.length < 2) return [...candidates];
  const nearest = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const other = nearest.get(candidate.version);
    if (
      other === undefined ||
      AVAILABILITIES.indexOf(candidate.availability) < AVAILABILITIES.indexOf(other.availability)
    )
      nearest.set(candidate.version, candidate);
  }
  return [...nearest.values()].sort((a, b) => compareVersions(a.version, b.version));
}
