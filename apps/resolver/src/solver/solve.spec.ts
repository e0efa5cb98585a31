import type { ExecutionPackId } from '@packyard/contracts';
import { satisfiesRange } from '@packyard/pack';
import fc from 'fast-check';
import { scaledRuns } from '@packyard/testing';
import type { Candidate, Problem } from './problem';
import { solve } from './solve';

describe('solve', () => {
  it('takes the highest version that everybody accepts, dependencies included', () => {
    const solution = solveFor(
      ['app'],
      [
        v('app', '1.0.0', { lib: '^1' }),
        v('lib', '1.0.0'),
        v('lib', '1.4.0', { deep: '*' }),
        v('lib', '2.0.0'),
        v('deep', '0.1.0'),
      ],
    );
    expect(versions(solution)).toEqual({ app: '1.0.0', lib: '1.4.0', deep: '0.1.0' });
    expect(solution.selected.get('lib')?.because).toContain('app 1.0.0 requires lib ^1');
  });

  it('leaves an enabled version alone as long as it fits', () => {
    const enabled = { ...v('lib', '1.0.0'), origin: 'enabled' as const };
    const candidates = [v('app', '1.0.0', { lib: '>=1' }), v('lib', '2.0.0'), enabled];
    expect(versions(solveFor(['app'], candidates, { enabled: [enabled] }))).toEqual({ app: '1.0.0', lib: '1.0.0' });
  });

  it('goes back on a choice that leads nowhere', () => {
    const candidates = [
      v('app', '1.0.0', { a: '*', b: '^1' }),
      v('a', '2.0.0', { b: '^2' }),
      v('a', '1.0.0', { b: '^1' }),
      v('b', '1.0.0'),
      v('b', '2.0.0'),
    ];
    expect(versions(solveFor(['app'], candidates))).toEqual({ app: '1.0.0', a: '1.0.0', b: '1.0.0' });
  });

  it('rejects the pack that brings a conflict in, naming both sides, and goes on with the rest', () => {
    const candidates = [
      v('deploy', '1.0.0', { lib: '^2' }),
      v('monitor', '1.2.0', { lib: '<2' }),
      v('other', '1.0.0'),
      v('lib', '1.0.0'),
      v('lib', '2.1.0'),
    ];
    const solution = solveFor(['deploy', 'monitor', 'other'], candidates);
    expect(solution.rejected).toEqual([
      expect.objectContaining({
        id: 2,
        code: 'DEPENDENCY_CONFLICT',
        message:
          'deploy 1.0.0 requires lib ^2, but monitor 1.2.0 requires lib <2; no known version of lib satisfies both (known: 1.0.0, 2.1.0).',
      }),
    ]);
    expect(Object.keys(versions(solution))).toEqual(['deploy', 'other', 'lib']);
  });

  it('keeps what enabled packs need true', () => {
    const monitor = { ...v('monitor', '1.2.0', { lib: '<2' }), origin: 'enabled' as const };
    const lib = { ...v('lib', '1.0.0'), origin: 'enabled' as const };
    const candidates = [v('lib', '2.0.0', {}, 'downloaded')];
    const [rejection] = solveFor(['lib'], candidates, { enabled: [monitor, lib] }).rejected;
    expect(rejection?.message).toContain('monitor 1.2.0, which is enabled, requires lib <2');
    const together = [...candidates, v('monitor', '2.0.0', { lib: '^2' }, 'downloaded')];
    expect(solveFor(['monitor', 'lib'], together, { enabled: [monitor, lib] }).rejected).toEqual([]);
  });

  it('says who needs a pack that nobody has', () => {
    const [rejection] = solveFor(
      ['app'],
      [v('app', '1.0.0', { mid: '*' }), v('mid', '1.0.0', { gone: '^3' })],
    ).rejected;
    expect(rejection).toMatchObject({ code: 'DEPENDENCY_MISSING' });
    expect(rejection?.message).toBe(
      'mid 1.0.0 (needed by app 1.0.0) requires gone ^3, but gone is neither installed nor in the request, and no registry knows it.',
    );
  });

  it('walks a cycle in words', () => {
    const candidates = [v('a', '1.0.0', { b: '*' }), v('b', '1.0.0', { a: '*' }), v('c', '1.0.0')];
    const solution = solveFor(['a', 'c'], candidates);
    expect(solution.rejected).toEqual([
      expect.objectContaining({
        code: 'DEPENDENCY_CYCLE',
        message: expect.stringContaining('a 1.0.0 → b 1.0.0 → a 1.0.0'),
      }),
    ]);
    expect(versions(solution)).toEqual({ c: '1.0.0' });
  });

  it('gives the reason when the needed pack of the same request failed', () => {
    const unavailable = new Map([['lib', 'The host nowhere could not be found.']]);
    const [rejection] = solveFor(['app'], [v('app', '1.0.0', { lib: '*' })], { unavailable }).rejected;
    expect(rejection).toMatchObject({ code: 'DEPENDENCY_FAILED', message: expect.stringContaining('nowhere') });
  });

  it('takes what the platform provides as given', () => {
    const solution = solveFor(['app'], [v('app', '1.0.0', { core: '>=9' })], { provided: new Set(['core']) });
    expect(solution.rejected).toEqual([]);
  });

  it('finds a solution exactly when there is one, and only valid ones', () => {
    fc.assert(
      fc.property(graphs, (candidates) => {
        const solution = solveFor(['p0'], candidates);
        if (solution.rejected.length > 0) {
          expect(solution.rejected[0]?.code === 'DEPENDENCY_CYCLE' || !isSolvable(candidates, 'p0')).toBe(true);
          return;
        }
        expect(isValid(new Map([...solution.selected].map(([ref, { candidate }]) => [ref, candidate])))).toBe(true);
      }),
      { numRuns: scaledRuns(500) },
    );
  });

  it('copes with a thousand packs of ten versions each', () => {
    const candidates = Array.from({ length: 1000 }, (_, index) =>
      Array.from({ length: 10 }, (_unused, minor) =>
        v(`p${index}`, `1.${minor}.0`, index < 999 ? { [`p${index + 1}`]: '^1' } : {}),
      ),
    ).flat();
    expect(solveFor(['p0'], candidates).selected.size).toBe(1000);
  });
});

const RANGES = ['*', '^1', '^2', '<2', '>=2'];
const REFS = ['p0', 'p1', 'p2', 'p3'];
const graphs = fc
  .array(
    fc.tuple(
      fc.constantFrom(...REFS),
      fc.constantFrom('1.0.0', '1.5.0', '2.0.0'),
      fc.dictionary(fc.constantFrom(...REFS.slice(1)), fc.constantFrom(...RANGES), { maxKeys: 2 }),
    ),
    { minLength: 1, maxLength: 9 },
  )
  .map((list) => {
    const unique = new Map(list.map(([ref, version, needs]) => [`${ref}@${version}`, v(ref, version, needs)]));
    return [...unique.values()];
  });

/** Every combination, one by one. */
function isSolvable(candidates: readonly Candidate[], root: string): boolean {
  const options = REFS.map((ref) => [undefined, ...candidates.filter((candidate) => candidate.ref === ref)]);
  const combine = (index: number, chosen: Map<string, Candidate>): boolean => {
    const list = options[index];
    if (list === undefined) return chosen.has(root) && isValid(chosen);
    return list.some((candidate) =>
      combine(index + 1, candidate ? new Map(chosen).set(candidate.ref, candidate) : chosen),
    );
  };
  return combine(0, new Map());
}

function isValid(chosen: ReadonlyMap<string, Candidate>): boolean {
  return [...chosen.values()].every(({ dependencies }) =>
    dependencies.every(({ ref, range }) => {
      const version = chosen.get(ref)?.version;
      return version !== undefined && satisfiesRange(version, range);
    }),
  );
}

function v(
  ref: string,
  version: string,
  needs: Record<string, string> = {},
  origin: Candidate['origin'] = 'registry',
): Candidate {
  return { ref, version, origin, dependencies: Object.entries(needs).map(([on, range]) => ({ ref: on, range })) };
}

function solveFor(refs: readonly string[], candidates: readonly Candidate[], given: Partial<Problem> = {}) {
  return solve({
    roots: refs.map((ref, index) => ({ id: (index + 1) as ExecutionPackId, ref, range: '*' })),
    candidates: new Map(candidates.map(({ ref }) => [ref, candidates.filter((candidate) => candidate.ref === ref)])),
    enabled: [],
    provided: new Set(),
    unavailable: new Map(),
    ...given,
  });
}

function versions(solution: ReturnType<typeof solve>): Record<string, string> {
  return Object.fromEntries([...solution.selected].map(([ref, { candidate }]) => [ref, candidate.version]));
}
