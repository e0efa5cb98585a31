import type { Candidate, Root } from './problem';

/** The packs of a cycle that one of the roots leads into, the first one again at the end; nothing when there is none. */
export function findCycle(
  roots: readonly Pick<Root, 'ref'>[],
  chosen: ReadonlyMap<string, Candidate>,
): Candidate[] | undefined {
  const done = new Set<string>();
  const path = new Set<Candidate>();
  const visit = (ref: string): Candidate[] | undefined => {
    const candidate = chosen.get(ref);
    if (candidate === undefined || done.has(ref)) return undefined;
    if (path.has(candidate)) return [...[...path].slice([...path].indexOf(candidate)), candidate];
    path.add(candidate);
    for (const dependency of candidate.dependencies) {
      const cycle = visit(dependency.ref);
      if (cycle !== undefined) return cycle;
    }
    path.delete(candidate);
    done.add(ref);
    return undefined;
  };
  for (const { ref } of roots) {
    const cycle = visit(ref);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
