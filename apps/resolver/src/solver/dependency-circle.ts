import type { Candidate } from './problem';

type Chosen = ReadonlyMap<string, Candidate>;

/**
 * The shortest circle of packs that need each other, the first one again at the end; nothing without one. Circles among
 * packs that are enabled already are nobody's new fault.
 */
export function findCircle(chosen: Chosen): Candidate[] | undefined {
  const core = withoutEnds(chosen);
  let shortest: Candidate[] | undefined;
  for (const start of core) {
    const candidate = chosen.get(start);
    if (candidate === undefined || candidate.availability === 'enabled') continue;
    const circle = circleThrough(candidate, core, chosen);
    if (circle !== undefined && (shortest === undefined || circle.length < shortest.length)) shortest = circle;
  }
  return shortest;
}

/** Packs that need nothing of what is left are in no circle: what remains in the end, by name. */
function withoutEnds(chosen: Chosen): readonly string[] {
  const needs = new Map<string, number>();
  const neededBy = new Map<string, string[]>();
  for (const [ref, candidate] of chosen) {
    const needed = neededOf(candidate, chosen);
    needs.set(ref, needed.length);
    for (const other of needed) neededBy.set(other, [...(neededBy.get(other) ?? []), ref]);
  }
  const ends = [...needs].filter(([, count]) => count === 0).map(([ref]) => ref);
  for (const end of ends) {
    needs.delete(end);
    for (const by of neededBy.get(end) ?? []) {
      const left = (needs.get(by) ?? 0) - 1;
      needs.set(by, left);
      if (left === 0) ends.push(by);
    }
  }
  return [...needs.keys()].sort();
}

function circleThrough(start: Candidate, core: readonly string[], chosen: Chosen): Candidate[] | undefined {
  const isInside = new Set(core);
  const cameFrom = new Map<string, Candidate>();
  const waiting = [start];
  for (const candidate of waiting) {
    for (const ref of neededOf(candidate, chosen)) {
      if (ref === start.ref) return pathTo(candidate, start, cameFrom);
      const next = chosen.get(ref);
      if (next === undefined || !isInside.has(ref) || cameFrom.has(ref)) continue;
      cameFrom.set(ref, candidate);
      waiting.push(next);
    }
  }
  return undefined;
}

function pathTo(last: Candidate, start: Candidate, cameFrom: ReadonlyMap<string, Candidate>): Candidate[] {
  const path = [start];
  for (let at: Candidate | undefined = last; at !== undefined && at !== start; at = cameFrom.get(at.ref))
    path.unshift(at);
  return [start, ...path];
}

function neededOf({ dependencies }: Candidate, chosen: Chosen): string[] {
  return [...new Set(dependencies.map(({ ref }) => ref))].filter((ref) => chosen.has(ref)).sort();
}
