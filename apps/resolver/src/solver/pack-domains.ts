import { VersionDomain, type Incompatibility } from './version-domain';
import { incompatible } from './incompatibility';
import type { CandidatePool } from './candidate-pool';
import type { Candidate, Problem, Root } from './problem';

export interface Question {
  problem: Problem;
  roots: readonly Root[];
  offers: CandidatePool;
  /** Which enabled packs need a pack, or exclude it. */
  dependants: ReadonlyMap<string, readonly Candidate[]>;
}

/** The packs that a search has met, each with what is true of it whatever the request. */
export class PackDomains {
  private readonly known = new Map<string, VersionDomain>();
  private readonly roots: ReadonlyMap<string, Root>;
  private readonly enabled: ReadonlyMap<string, Candidate>;

  constructor(
    private readonly question: Question,
    private readonly add: (incompatibility: Incompatibility) => void,
  ) {
    this.roots = new Map(question.roots.map((root) => [root.ref, root]));
    this.enabled = new Map(question.problem.enabled.map((candidate) => [candidate.ref, candidate]));
  }

  all(): Iterable<VersionDomain> {
    return this.known.values();
  }

  find(ref: string): VersionDomain | undefined {
    return this.known.get(ref);
  }

  of(ref: string): VersionDomain {
    const known = this.known.get(ref);
    if (known !== undefined) return known;
    const domain = this.create(ref);
    const met = [domain];
    // Whoever needs it may be new too, and others may need them.
    for (const next of met) this.constrain(next, met);
    return domain;
  }

  /** Whether registries can add anything to what is known of a pack. */
  mayAsk(ref: string): boolean {
    return !this.question.offers.isComplete(ref) && this.roots.get(ref)?.isFixed !== true;
  }

  /** Whether something that is known of a pack satisfies a range. */
  isMet(ref: string, range: string): boolean {
    const candidates = this.known.get(ref)?.candidates ?? this.candidatesOf(ref);
    if (candidates.length === 0) return false;
    return (this.known.get(ref) ?? new VersionDomain(ref, candidates, false)).fitting(range) !== 0n;
  }

  /** What the version of a pack that is enabled, and stays so, adds to a set of its versions. */
  staying(domain: VersionDomain, range?: string): bigint {
    const enabled = this.roots.has(domain.ref) ? undefined : this.enabled.get(domain.ref);
    if (enabled === undefined) return range === undefined ? domain.absent : 0n;
    const same = domain.setWhere(({ version }) => version === enabled.version);
    const counts = range === undefined || (domain.fitting(range) & same) !== 0n;
    return counts ? same | domain.absent : 0n;
  }

  private create(ref: string): VersionDomain {
    const isComplete = !this.mayAsk(ref);
    const domain = new VersionDomain(ref, this.candidatesOf(ref), isComplete);
    this.known.set(ref, domain);
    return domain;
  }

  /** Whether the request may lead to a pack, by whatever versions: it may, as long as not all of them are known. */
  canLeadTo(ref: string): boolean {
    const reached = new Set(this.roots.keys());
    for (const next of reached) {
      if (next === ref || this.mayAsk(next)) return true;
      for (const { dependencies } of this.known.get(next)?.candidates ?? this.candidatesOf(next))
        for (const needed of dependencies) if (!this.question.problem.provided.has(needed.ref)) reached.add(needed.ref);
    }
    return false;
  }

  /** What the request names is replaced by what its source holds. */
  private candidatesOf(ref: string): readonly Candidate[] {
    const all = this.question.offers.of(ref);
    const root = this.roots.get(ref);
    if (root === undefined) return all;
    return all.filter(
      ({ availability }) => availability === 'downloaded' || (availability === 'registry' && root.isFixed !== true),
    );
  }

  private constrain(domain: VersionDomain, met: VersionDomain[]): void {
    const unusable = domain.setWhere((candidate) => candidate.unusable !== undefined);
    if (unusable !== 0n) {
      const cause = { kind: 'unusable', of: domain, versions: unusable } as const;
      this.add(incompatible([{ domain, set: unusable }], cause));
    }
    for (const dependant of this.question.dependants.get(domain.ref) ?? []) {
      if (this.roots.has(dependant.ref)) continue;
      const other = this.known.get(dependant.ref) ?? this.create(dependant.ref);
      if (!met.includes(other) && other.incompatibilities.length === 0 && other !== domain) met.push(other);
      for (const { ref, range } of dependant.dependencies)
        if (ref === domain.ref) this.keepTrue({ domain, range, dependant, other });
      for (const { ref, range } of dependant.conflicts ?? [])
        if (ref === domain.ref) this.keepAway({ domain, range, other });
    }
  }

  /** What an enabled pack excludes stays away, unless it is there already. */
  private keepAway({ domain, range, other }: { domain: VersionDomain; range: string; other: VersionDomain }): void {
    const set = domain.fitting(range) & ~this.staying(domain);
    const cause = {
      kind: 'excludes',
      by: other,
      versions: this.staying(other) & other.any,
      of: domain,
      range,
    } as const;
    const terms = [
      { domain: other, set: this.staying(other) },
      { domain, set },
    ];
    if (set !== 0n) this.add(incompatible(terms, cause));
  }

  /** What an enabled pack needs has to stay true as long as it stays. What it lacks now, it may go on to lack. */
  private keepTrue(need: { domain: VersionDomain; range: string; dependant: Candidate; other: VersionDomain }): void {
    const { domain, range, dependant, other } = need;
    const allowed = domain.fitting(range) | this.staying(domain) | domain.absent;
    const cause = { kind: 'stays', by: dependant, of: domain, range } as const;
    const terms = [
      { domain: other, set: this.staying(other) },
      { domain, set: domain.everything & ~allowed },
    ];
    if (terms[1]?.set !== 0n) this.add(incompatible(terms, cause));
  }
}
