import type { Candidate } from './problem';

/** The packs of a circle that something of what is chosen leads into, the first one again at the end; nothing without one. */
export function findCircle(chosen: ReadonlyMap<string, Candidate>): Candidate[] | undefined {
  const done = new Set<string>();
  for (const start of chosen.keys()) {
    const circle = circleFrom(start, { chosen, done });
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** Without recursion: a chain of packs may be longer than a stack is deep. */
function circleFrom(
  start: string,
  { chosen, done }: { chosen: ReadonlyMap<string, Candidate>; done: Set<string> },
): Candidate[] | undefined {
  const path: { candidate: Candidate; needed: readonly string[]; next: number }[] = [];
  const onPath = new Set<string>();
  const enter = (ref: string) => {
    const candidate = chosen.get(ref);
    if (candidate === undefined || done.has(ref)) return;
    path.push({ candidate, needed: candidate.dependencies.map((needed) => needed.ref).sort(), next: 0 });
    onPath.add(ref);
  };
  enter(start);
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const needed = step.needed[step.next];
    step.next += 1;
    if (needed === undefined) {
      onPath.delete(step.candidate.ref);
      done.add(step.candidate.ref);
      path.pop();
    } else if (onPath.has(needed)) {
      const circle = path.slice(path.findIndex(({ candidate }) => candidate.ref === needed));
      return [...circle, ...circle.slice(0, 1)].map(({ candidate }) => candidate);
    } else enter(needed);
  }
  return undefined;
}
