import { didYouMean } from '@packyard/contracts';
import { changesFor, describeChanges } from './suggest-request-changes';
import { type Explanation, explain } from './explain';
import { factsBehind } from './incompatibility';
import type { Incompatibility } from './version-domain';
import { gaveUp } from './gave-up-rejection';
import { CandidatePool } from './candidate-pool';
import type { Asking, Candidate, Offered, Problem, Rejection, Root, Solution } from './problem';
import { compareByRef } from './compare-by-ref';
import { type Found, Search } from './search';
import { selections } from './selections';
import { rootsIn, smallestConflict } from './smallest-conflict';

/**
 * Chooses versions for everything that the request needs. When not all of it goes together, a conflict costs one of the packs
 * that bring it in, with the reason, and none of their siblings. All that registries offer is given with the problem.
 */
export function solve(problem: Problem): Solution {
  const computation = solveAsking(problem);
  let step = computation.next();
  while (step.done !== true) step = computation.next(offeredIn(problem, step.value));
  return step.value;
}

/** The same, asking for what registries offer of a pack when nothing that is there will do. */
export function* solveAsking(problem: Problem): Asking<Solution> {
  const offers = new CandidatePool(withoutOffered(problem));
  const search = new Search(problem, offers);
  const roots = problem.roots.toSorted(compareByRef);
  let { accepted, found } = yield* acceptWhatAgrees(search, roots);
  // One that replaces an enabled pack may be what others had to wait for.
  for (let count = -1; count < accepted.length;) {
    count = accepted.length;
    for (const root of roots) {
      if (accepted.includes(root)) continue;
      const withIt = yield* search.find([...accepted, root]);
      if ('chosen' in withIt) [accepted, found] = [[...accepted, root], withIt];
    }
  }
  const rejected: Rejection[] = [];
  for (const root of roots)
    if (!accepted.includes(root)) rejected.push(yield* reject({ problem, search, offers, accepted }, root));
  const chosen = 'chosen' in found ? found.chosen : new Map<string, Candidate>();
  return { selected: selections({ problem, roots: accepted, offers, chosen }), rejected };
}

/** Takes out one pack of each conflict, the last one by name, until the rest goes together. */
function* acceptWhatAgrees(
  search: Search,
  roots: readonly Root[],
): Asking<{ accepted: readonly Root[]; found: Found }> {
  let accepted = roots;
  for (;;) {
    const found = yield* search.find(accepted);
    if (!('conflict' in found)) return { accepted: 'chosen' in found ? accepted : [], found };
    const disputed = rootsIn(found.conflict);
    const last = accepted.findLast(({ ref }) => disputed.has(ref));
    if (last === undefined) throw new Error('A conflict has to have something to do with the request');
    accepted = accepted.filter((root) => root !== last);
  }
}

function* reject(
  {
    problem,
    search,
    offers,
    accepted,
  }: { problem: Problem; search: Search; offers: CandidatePool; accepted: readonly Root[] },
  root: Root,
): Asking<Rejection> {
  const found = yield* search.find([...accepted, root]);
  if (!('conflict' in found)) return { id: root.id, ...gaveUp(root) };
  const conflict = yield* smallestConflict(search, { root, accepted, conflict: found.conflict, offers });
  const explanation = explain(problem, conflict);
  const changes = yield* changesFor(search, { conflict, root, accepted });
  const { code, message, missing } = explanation;
  const hint = describeChanges(changes) ?? hintFor(explanation, root, conflict);
  const known = [...problem.enabled, ...problem.roots].map(({ ref }) => ref);
  return {
    id: root.id,
    code,
    message,
    hint: code === 'DEPENDENCY_MISSING' && missing !== undefined ? didYouMean(missing, new Set(known), hint) : hint,
    changes,
  };
}

function hintFor({ code, missing }: Explanation, { ref }: Root, conflict: Incompatibility): string {
  if (code === 'DEPENDENCY_FAILED') return `Fix the source of ${missing ?? ref} and submit both again.`;
  if (code === 'DEPENDENCY_MISSING')
    return `Add a source of ${missing ?? ref} to the request, or name a registry that has it with registry_url.`;
  if (code === 'DEPENDENCY_CYCLE')
    return 'Remove one of these dependencies from its pack.yaml, or move what both need into a pack of its own.';
  const enabled = factsBehind(conflict).flatMap((fact) => (fact.kind === 'stays' ? [fact.by.ref] : []));
  if (enabled.length > 0)
    return `Upgrade ${[...new Set(enabled)].join(', ')} in the same request, ask for another version of ${ref}, or set force to disregard what is enabled.`;
  return `Ask for another version of ${ref}, or of the packs that disagree with it.`;
}

function withoutOffered(problem: Problem): Problem {
  const local = [...problem.candidates].map(
    ([ref, known]) => [ref, known.filter(({ availability }) => availability !== 'registry')] as const,
  );
  return { ...problem, candidates: new Map(local) };
}

function offeredIn({ candidates }: Problem, refs: readonly string[]): Offered {
  return new Map(
    refs.map((ref) => [ref, (candidates.get(ref) ?? []).filter(({ availability }) => availability === 'registry')]),
  );
}
