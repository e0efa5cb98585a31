import type { VersionDomain, Fact, Incompatibility, Term } from './version-domain';

/** Terms that are always true say nothing, terms about the same pack are one. */
export function incompatible(terms: readonly Term[], cause: Incompatibility['cause']): Incompatibility {
  const merged: Term[] = [];
  for (const { domain, set } of terms) {
    const same = merged.find((term) => term.domain === domain);
    if (same === undefined) merged.push({ domain, set });
    else same.set &= set;
  }
  return { terms: merged.filter(({ domain, set }) => set !== domain.everything), cause };
}

/** What follows from two incompatibilities: one of both holds whatever is chosen of the pack that they disagree about. */
export function resolvent(first: Incompatibility, second: Incompatibility, pivot: VersionDomain): Incompatibility {
  const others = [...first.terms, ...second.terms].filter(({ domain }) => domain !== pivot);
  const either = setOf(first, pivot) | setOf(second, pivot);
  return incompatible([...others, { domain: pivot, set: either }], { kind: 'derived', from: [first, second] });
}

function setOf({ terms }: Incompatibility, pivot: VersionDomain): bigint {
  return terms.find(({ domain }) => domain === pivot)?.set ?? pivot.everything;
}

/** The facts that it was derived from, each once, in the order in which they were met. */
export function factsBehind(conflict: Incompatibility): Fact[] {
  const facts = new Set<Fact>();
  const seen = new Set<Incompatibility>();
  const waiting = [conflict];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.cause.kind !== 'derived') facts.add(next.cause);
    else waiting.push(...next.cause.from.toReversed());
  }
  return [...facts];
}
