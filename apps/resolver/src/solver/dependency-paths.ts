import type { VersionDomain, Fact } from './version-domain';

export type Need = Extract<Fact, { kind: 'needs' | 'stays' | 'wanted' }>;
/** A need that brings a pack in. */
export type Bringer = Extract<Need, { kind: 'needs' }>;

/** How one comes from the request to the packs of a conflict: the shortest way to each. */
export class DependencyPaths {
  private readonly depths = new Map<VersionDomain, number>();
  private readonly bringers = new Map<VersionDomain, Bringer>();

  constructor(needs: readonly Need[]) {
    for (const need of needs) if (need.kind === 'wanted') this.depths.set(need.of, 0);
    const all = needs.filter((need) => need.kind === 'needs' && need.by !== need.of) as Bringer[];
    const byPack = Map.groupBy(all, ({ by }) => by);
    for (const [domain, depth] of this.depths) {
      for (const need of byPack.get(domain) ?? []) {
        if (this.depths.has(need.of)) continue;
        this.depths.set(need.of, depth + 1);
        this.bringers.set(need.of, need);
      }
    }
    // Nothing of the conflict leads to these: an enabled pack is in the way and has to be replaced.
    for (const need of all)
      if (!this.depths.has(need.of) && !this.bringers.has(need.of)) this.bringers.set(need.of, need);
  }

  /** How many needs lead there; none when nothing does. */
  depthOf(domain: VersionDomain): number | undefined {
    return this.depths.get(domain);
  }

  /** The needs that lead there, the last one first. */
  to(domain: VersionDomain): readonly Bringer[] {
    const way: Bringer[] = [];
    const seen = new Set([domain]);
    for (let next = this.bringers.get(domain); next !== undefined; next = this.bringers.get(next.by)) {
      if (seen.has(next.by)) break;
      seen.add(next.by);
      way.push(next);
    }
    return way;
  }
}

/** The needs that lead from the request to any of some packs, without those between them; none when it names one of them. */
export function pathToAny(refs: readonly string[], facts: readonly Fact[]): readonly Bringer[] {
  const needs = facts.filter((fact) => fact.kind === 'needs' || fact.kind === 'wanted');
  if (needs.some((need) => need.kind === 'wanted' && refs.includes(need.of.ref))) return [];
  const outer = needs.filter((need) => need.kind === 'wanted' || !refs.includes(need.by.ref));
  const ways = new DependencyPaths(outer);
  const entries = outer.map(({ of }) => of).filter(({ ref }) => refs.includes(ref));
  const depthOf = (domain: VersionDomain) => ways.depthOf(domain) ?? Infinity;
  const [nearest] = entries.sort((a, b) => (depthOf(a) < depthOf(b) ? -1 : Number(depthOf(a) > depthOf(b))));
  return nearest === undefined ? [] : ways.to(nearest);
}
