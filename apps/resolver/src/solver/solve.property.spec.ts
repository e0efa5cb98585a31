import type { ExecutionPackId } from '@packyard/contracts';
import { scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { changed } from './suggest-request-changes';
import { isPossible } from './exhaustive-search';
import type { Candidate, Problem, Root, Solution } from './problem';
import { solve } from './solve';

const REFS = ['p0', 'p1', 'p2', 'p3'];
const RANGES = ['*', '^1', '^2', '<2', '>=2', '!=1.5.0'];

describe('solve, compared with trying everything', () => {
  it('accepts a request exactly when something would do, and what it chooses does', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { selected, rejected } = solve(problem);
        const accepted = problem.roots.filter(({ id }) => rejected.every((rejection) => rejection.id !== id));
        const chosen = new Map([...selected].map(([ref, { candidate }]) => [ref, candidate]));
        expect(isPossible({ ...problem, roots: accepted }, chosen)).toBe(true);
        for (const { id } of rejected) {
          const roots = problem.roots.filter((root) => root.id === id || accepted.includes(root));
          expect(isPossible({ ...problem, roots })).toBe(false);
        }
      }),
      { numRuns: scaledRuns(5000) },
    );
  });

  it('gives the same answer in whatever order things are written', () => {
    fc.assert(
      fc.property(problems, fc.infiniteStream(fc.nat()), (problem, randoms) => {
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, place: randoms.next().value ?? 0 }))
            .sort((a, b) => a.place - b.place)
            .map(({ item }) => item);
        const mixed = (candidates: readonly Candidate[]) =>
          shuffled(candidates).map((one) => ({ ...one, dependencies: shuffled(one.dependencies) }));
        const other: Problem = {
          ...problem,
          roots: shuffled(problem.roots),
          enabled: mixed(problem.enabled),
          candidates: new Map(shuffled([...problem.candidates]).map(([ref, known]) => [ref, mixed(known)])),
        };
        expect(answerOf(solve(other))).toEqual(answerOf(solve(problem)));
      }),
      { numRuns: scaledRuns(1000) },
    );
  });

  it('names packs in its reasons that are enough for the conflict, and only changes that solve it', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { rejected } = solve(problem);
        const accepted = problem.roots.filter(({ id }) => rejected.every((rejection) => rejection.id !== id));
        for (const { id, message, changes = [] } of rejected) {
          const root = problem.roots.find((candidate) => candidate.id === id) as Root;
          const named = new Set(REFS.filter((ref) => new RegExp(`\\b${ref}\\b`).test(message)));
          expect(isPossible(onlyWith(named, { ...problem, roots: [...accepted, root] }))).toBe(false);
          for (const change of changes) {
            const roots = changed({ accepted, root }, change);
            expect(isPossible({ ...problem, roots })).toBe(true);
          }
        }
      }),
      { numRuns: scaledRuns(3000) },
    );
  });
});

/** The problem as it would be if there were no other packs. */
function onlyWith(named: ReadonlySet<string>, problem: Problem): Problem {
  const clipped = (candidates: readonly Candidate[]) =>
    candidates.map((one) => ({
      ...one,
      dependencies: one.dependencies.filter(({ ref }) => named.has(ref)),
      conflicts: one.conflicts?.filter(({ ref }) => named.has(ref)),
    }));
  return {
    ...problem,
    roots: problem.roots.filter(({ ref }) => named.has(ref)),
    enabled: clipped(problem.enabled.filter(({ ref }) => named.has(ref))),
    candidates: new Map([...problem.candidates].map(([ref, known]) => [ref, clipped(known)])),
  };
}

function answerOf({ selected, rejected }: Solution) {
  return {
    selected: Object.fromEntries(
      [...selected].map(([ref, { candidate, because }]) => [ref, [candidate.version, because]]),
    ),
    rejected,
  };
}

const needs = fc.dictionary(fc.constantFrom(...REFS), fc.constantFrom(...RANGES), { maxKeys: 2 });
const candidate = fc.record({
  ref: fc.constantFrom(...REFS),
  version: fc.constantFrom('1.0.0', '1.5.0', '2.0.0', '2.1.0-rc.1'),
  availability: fc.constantFrom('registry' as const, 'registry' as const, 'enabled' as const, 'installed' as const),
  needs,
  excluded: fc.option(fc.tuple(fc.constantFrom(...REFS), fc.constantFrom(...RANGES)), { freq: 8 }),
  isUnusable: fc.integer({ min: 0, max: 15 }).map((number) => number === 0),
});

const loose: fc.Arbitrary<Problem> = fc
  .record({
    drawn: fc.array(candidate, { minLength: 1, maxLength: 11 }),
    roots: fc.uniqueArray(fc.tuple(fc.constantFrom(...REFS), fc.constantFrom(...RANGES)), {
      minLength: 1,
      maxLength: 3,
      selector: ([ref]) => ref,
    }),
  })
  .map(({ drawn, roots }) => {
    const known = new Map<string, Candidate>();
    const enabled = new Map<string, Candidate>();
    for (const { ref, version, availability, needs: needed, excluded, isUnusable } of drawn) {
      const isSecond = availability === 'enabled' && enabled.has(ref);
      const made: Candidate = {
        ref,
        version,
        availability: isSecond ? 'installed' : availability,
        dependencies: Object.entries(needed).map(([on, range]) => ({ ref: on, range })),
        ...(excluded === null || excluded[0] === ref ? {} : { conflicts: [{ ref: excluded[0], range: excluded[1] }] }),
        ...(isUnusable && availability === 'registry' ? { unusable: 'is not for this machine' } : {}),
      };
      if (known.has(`${ref}@${version}`)) continue;
      known.set(`${ref}@${version}`, made);
      if (made.availability === 'enabled') enabled.set(ref, made);
    }
    return {
      roots: roots.map(([ref, range], index) => ({ id: (index + 1) as ExecutionPackId, ref, range })),
      candidates: Map.groupBy(known.values(), ({ ref }) => ref),
      enabled: [...enabled.values()],
      provided: new Set(),
      unavailable: new Map(),
    };
  });

/** One pack leads to all others, which need each other and themselves: full of circles, and of choices to go back on. */
const tangled: fc.Arbitrary<Problem> = fc
  .record({
    top: fc.subarray(['p1', 'p2', 'p3'], { minLength: 2 }),
    versions: fc.uniqueArray(
      fc.record({
        ref: fc.constantFrom('p1', 'p2', 'p3'),
        version: fc.constantFrom('1.0.0', '2.0.0', '3.0.0'),
        availability: fc.constantFrom('registry' as const, 'enabled' as const, 'installed' as const),
        needs: fc.dictionary(fc.constantFrom('p1', 'p2', 'p3'), fc.constantFrom('*', '^1', '^2', '!=2.0.0'), {
          maxKeys: 2,
        }),
      }),
      { minLength: 4, maxLength: 9, selector: ({ ref, version }) => `${ref} ${version}` },
    ),
  })
  .map(({ top, versions }) => {
    const all: Candidate[] = [
      { ref: 'p0', version: '1.0.0', availability: 'registry', dependencies: top.map((ref) => ({ ref, range: '*' })) },
    ];
    for (const { needs: needed, ...one } of versions) {
      const isSecond =
        one.availability === 'enabled' &&
        all.some(({ ref, availability }) => ref === one.ref && availability === 'enabled');
      const dependencies = Object.entries(needed).map(([ref, range]) => ({ ref, range }));
      all.push({ ...one, availability: isSecond ? 'installed' : one.availability, dependencies });
    }
    return {
      roots: [{ id: 1 as ExecutionPackId, ref: 'p0', range: '*' }],
      candidates: Map.groupBy(all, ({ ref }) => ref),
      enabled: all.filter(({ availability }) => availability === 'enabled'),
      provided: new Set(),
      unavailable: new Map(),
    };
  });

const problems = fc.oneof({ weight: 3, arbitrary: loose }, { weight: 1, arbitrary: tangled });
