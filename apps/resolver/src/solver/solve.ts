import { satisfiesRange } from '@packyard/pack';
import { explainCycle, explainDeadEnd } from './explain';
import { findCycle } from './find-cycle';
import type { Candidate, Problem, Rejection, Root, Selection, Solution } from './problem';
import { type Requirement, sentence } from './requirement';
import { type Found, search } from './search';

/**
 * Chooses versions for everything that the request needs. When not all of it goes together, roots are taken in one after
 * the other, so that a conflict costs the pack that brings it in, with the reason, and none of its siblings.
 */
export function solve(problem: Problem): Solution {
  const all = search(problem, problem.roots);
  const isFine = 'chosen' in all && findCycle(problem.roots, all.chosen) === undefined;
  if (isFine) return { selected: selections(problem, all.chosen, all.requirements), rejected: [] };
  return solveOneByOne(problem);
}

function solveOneByOne(problem: Problem): Solution {
  const accepted: Root[] = [];
  const rejected: Rejection[] = [];
  let found: Found = { chosen: new Map(), requirements: [] };
  for (const root of problem.roots) {
    const attempt = search(problem, [...accepted, root]);
    const rejection = rejectionOf(problem, root, attempt);
    if (rejection !== undefined) rejected.push({ id: root.id, ...rejection });
    else {
      accepted.push(root);
      found = attempt;
    }
  }
  return {
    selected: 'chosen' in found ? selections(problem, found.chosen, found.requirements) : new Map<string, Selection>(),
    rejected,
  };
}

function rejectionOf(problem: Problem, root: Root, found: Found): Omit<Rejection, 'id'> | undefined {
  if ('deadEnd' in found) return explainDeadEnd(problem, root, found.deadEnd);
  const cycle = findCycle([root], found.chosen);
  return cycle === undefined ? undefined : explainCycle(cycle);
}

function selections(
  problem: Problem,
  chosen: ReadonlyMap<string, Candidate>,
  requirements: readonly Requirement[],
): Map<string, Selection> {
  const wanted = Map.groupBy(requirements, ({ ref }) => ref);
  return new Map(
    [...chosen].map(([ref, candidate]) => {
      const reasons = (wanted.get(ref) ?? []).map(sentence);
      const dependsOn = candidate.dependencies.map((dependency) => dependency.ref).filter((on) => chosen.has(on));
      return [ref, { candidate, because: because(problem, candidate, reasons), dependsOn }];
    }),
  );
}

function because(problem: Problem, candidate: Candidate, reasons: readonly string[]): string {
  const known = problem.candidates.get(candidate.ref) ?? [];
  const why = [...new Set(reasons)].join(', and ');
  if (candidate.origin === 'enabled') return `${why}; ${candidate.version} is enabled and fits`;
  if (known.length === 1) return why;
  const fitting = known.filter(({ version }) => satisfiesRange(version, '*')).length;
  return `${why}; chosen from ${fitting} known versions`;
}
