import type { Candidate } from './problem';

/** The packs of a cycle that the root leads into, the first one again at the end; nothing when there is none. */
export function findCycle(root: string, chosen: ReadonlyMap<string, Candidate>): Candidate[] | undefined {
  const done = new Set<string>();
  const visit = (ref: string, path: readonly Candidate[]): Candidate[] | undefined => {
    const candidate = chosen.get(ref);
    if (candidate === undefined || done.has(ref)) return undefined;
    const start = path.indexOf(candidate);
    if (start !== -1) return [...path.slice(start), candidate];
    for (const dependency of candidate.dependencies) {
      const cycle = visit(dependency.ref, [...path, candidate]);
      if (cycle !== undefined) return cycle;
    }
    done.add(ref);
    return undefined;
  };
  return visit(root, []);
}
