import type { Dependency } from '@packyard/pack';
import { compareByRef } from './compare-by-ref';
import { findCircle } from './dependency-circle';
import type { VersionDomain, Incompatibility, Term } from './version-domain';
import { PackDomains, type Question } from './pack-domains';
import { incompatible } from './incompatibility';
import { PartialSolution } from './partial-solution';
import type { Asking, Candidate, Root } from './problem';
import { type Budget, Propagation } from './propagation';

/** `again` when more was learnt about packs that had taken part with only what is there already. */
type AttemptResult = { chosen: Map<string, Candidate> } | { conflict: Incompatibility } | 'again';

/** One search, from nothing to an answer. */
export class SearchAttempt {
  private readonly solution = new PartialSolution();
  private readonly propagation: Propagation;
  private readonly domains: PackDomains;

  constructor(
    private readonly question: Question,
    budget: Budget,
  ) {
    const propagation = new Propagation(this.solution, budget);
    this.propagation = propagation;
    this.domains = new PackDomains(question, (incompatibility) => propagation.add(incompatibility));
  }

  *run(): Asking<AttemptResult> {
    yield* this.learn(this.question.roots);
    let conflict = this.question.roots.map((root) => this.want(root)).find(({ terms }) => terms.length === 0);
    conflict ??= this.propagation.propagate(this.domains.all());
    for (;;) {
      if (yield* this.hasLearntMore()) return 'again';
      if (conflict !== undefined) return { conflict };
      const open = this.solution.nextOpen();
      if (open === undefined) {
        const wrong = this.findCircle() ?? this.findReplacedOnTheWay();
        if (wrong === undefined) return { chosen: this.chosen() };
        conflict = this.propagation.contradict(wrong);
      } else {
        if ((yield* this.choose(open)) === 'again') return 'again';
        conflict = this.propagation.propagate([open]);
      }
    }
  }

  private want(root: Root): Incompatibility {
    const domain = this.domains.of(root.ref);
    domain.isReached = true;
    const refused = domain.everything & ~domain.fitting(root.range);
    const wanted = incompatible([{ domain, set: refused }], { kind: 'wanted', root, of: domain });
    this.propagation.add(wanted);
    return wanted;
  }

  /** Asks for what registries offer, where nothing that is there fits. */
  private *learn(needed: readonly { ref: string; range: string }[]): Asking<'again' | undefined> {
    const missing = needed
      .filter(({ ref, range }) => this.domains.mayAsk(ref) && !this.domains.isMet(ref, range))
      .map(({ ref }) => ref);
    if (missing.length === 0) return undefined;
    yield* this.question.offers.ask(missing);
    return missing.some((ref) => this.domains.find(ref) !== undefined) ? 'again' : undefined;
  }

  /** What is there already may be too little for a contradiction to be final. */
  private *hasLearntMore(): Asking<boolean> {
    const { incompleteDomains, inTheWay } = this.propagation;
    const replaceable = [...inTheWay].filter((ref) => this.domains.mayAsk(ref) && this.domains.canLeadTo(ref));
    const unknown = [...incompleteDomains].map(({ ref }) => ref).filter((ref) => this.domains.mayAsk(ref));
    if (unknown.length + replaceable.length === 0) return false;
    yield* this.question.offers.ask([...unknown, ...replaceable]);
    return true;
  }

  /** Decides for the most wanted version, unless what it needs already excludes it. */
  private *choose(domain: VersionDomain): Asking<'again' | undefined> {
    const index = domain.maxWanted();
    const candidate = domain.candidates[index];
    if (candidate === undefined) throw new Error(`${domain.ref} has no candidate ${index}`);
    const needed = inOrder(candidate.dependencies).filter(({ ref }) => !this.question.problem.provided.has(ref));
    if ((yield* this.learn(needed)) === 'again') return 'again';
    const before = domain.incompatibilities.length;
    for (const { ref, range } of needed) this.expand(domain, index, { ref, range });
    for (const { ref, range } of inOrder(candidate.conflicts ?? [])) this.exclude(domain, index, { ref, range });
    const isExcluded = domain.incompatibilities
      .slice(before)
      .some((incompatibility) => this.propagation.isDueFor(domain, incompatibility));
    if (!isExcluded) this.solution.decide(domain, index);
    return undefined;
  }

  /** All versions that need the same are said to at once: they fail together. */
  private expand(by: VersionDomain, index: number, { ref, range }: { ref: string; range: string }): void {
    const one = 1n << BigInt(index);
    if (by.expanded.some((need) => need.ref === ref && need.range === range && (need.versions & one) !== 0n)) return;
    const versions = by.setWhere(({ dependencies }) =>
      dependencies.some((dependency) => dependency.ref === ref && dependency.range === range),
    );
    by.expanded.push({ ref, range, versions });
    const of = this.domains.of(ref);
    of.isReached = true;
    const terms = [
      { domain: by, set: versions },
      { domain: of, set: of.everything & ~of.fitting(range) },
    ];
    this.propagation.add(incompatible(terms, { kind: 'needs', by, versions, of, range }));
  }

  private exclude(by: VersionDomain, index: number, { ref, range }: { ref: string; range: string }): void {
    const of = this.domains.of(ref);
    const versions = 1n << BigInt(index);
    const excluded = of.fitting(range) | this.domains.staying(of, range);
    if (excluded === of.everything && of.isReached) this.propagation.incompleteDomains.add(of);
    const terms = [
      { domain: by, set: versions },
      { domain: of, set: excluded },
    ];
    this.propagation.add(incompatible(terms, { kind: 'excludes', by, versions, of, range }));
  }

  /** A circle is a contradiction of all versions that would close it. What it starts from is not enabled, as in `findCircle`. */
  private findCircle(): Incompatibility | undefined {
    const path = findCircle(this.chosen());
    if (path === undefined) return undefined;
    const terms = path.slice(0, -1).map(({ ref }, index): Term => {
      const domain = this.domains.of(ref);
      const next = path[index + 1]?.ref;
      const closesIt = ({ dependencies, availability }: Candidate) =>
        dependencies.some((needed) => needed.ref === next) && (index > 0 || availability !== 'enabled');
      return { domain, set: domain.setWhere(closesIt) };
    });
    return incompatible(terms, { kind: 'circle', path });
  }

  /** What the request leads to, whatever else was decided on the way. */
  private chosen(): Map<string, Candidate> {
    const chosen = new Map<string, Candidate>();
    const waiting = this.question.roots.map(({ ref }) => ref);
    for (const ref of waiting) {
      const domain = this.domains.find(ref);
      const candidate = domain?.isDecided === true ? domain.listOf(domain.possible)[0] : undefined;
      if (candidate === undefined || chosen.has(ref)) continue;
      chosen.set(ref, candidate);
      waiting.push(...candidate.dependencies.map((needed) => needed.ref).sort());
    }
    return chosen;
  }

  /** An enabled pack may be replaced only if something leads to it: nothing does as long as all keep to the same packs. */
  private findReplacedOnTheWay(): Incompatibility | undefined {
    const chosen = this.chosen();
    const replaced = this.question.problem.enabled
      .flatMap(({ ref }) => this.domains.find(ref) ?? [])
      .find((domain) => !chosen.has(domain.ref) && (domain.possible & this.domains.staying(domain)) === 0n);
    if (replaced === undefined) return undefined;
    const { provided } = this.question.problem;
    const terms = [...chosen.keys()].map((ref): Term => {
      const domain = this.domains.of(ref);
      const keepsToThem = ({ dependencies }: Candidate) =>
        dependencies.every((needed) => chosen.has(needed.ref) || provided.has(needed.ref));
      return { domain, set: domain.setWhere(keepsToThem) };
    });
    const elsewhere = replaced.everything & ~this.domains.staying(replaced);
    return incompatible([...terms, { domain: replaced, set: elsewhere }], { kind: 'untouched', of: replaced });
  }
}

/** Nothing may depend on the order in a manifest. */
function inOrder(dependencies: readonly Dependency[]): readonly Dependency[] {
  if (dependencies.length < 2) return dependencies;
  return dependencies.toSorted((a, b) => compareByRef(a, b) || (a.range < b.range ? -1 : 1));
}
