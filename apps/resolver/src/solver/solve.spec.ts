import type { ExecutionPackId } from '@packyard/contracts';
import type { Candidate, Problem } from './problem';
import { solve, solveAsking } from './solve';

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
    const enabled = { ...v('lib', '1.0.0'), availability: 'enabled' as const };
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
    const monitor = { ...v('monitor', '1.2.0', { lib: '<2' }), availability: 'enabled' as const };
    const lib = { ...v('lib', '1.0.0'), availability: 'enabled' as const };
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

  it('says besides a circle what stands in the way of its other versions', () => {
    const mon = v('mon', '1.0.0', { a: '<2' }, 'enabled');
    const [first] = solveFor(['a'], [v('a', '2.0.0'), v('a', '1.0.0', { a: '*' })], { enabled: [mon] }).rejected;
    expect(first?.message).toContain('in a circle: a 1.0.0 → a 1.0.0.');
    expect(first?.message).toContain('mon 1.0.0, which is enabled, requires a <2');
    const candidates = [
      v('top', '1.0.0', { way: '*', b: '*' }),
      v('way', '1.0.0', { b: '^2' }),
      v('b', '2.0.0', { top: '*' }),
      v('b', '1.0.0'),
    ];
    const [second] = solveFor(['top'], candidates).rejected;
    expect(second?.message).toContain('way 1.0.0 (needed by top 1.0.0) requires b ^2');
  });

  it('says how one comes from the request to a circle, however much else leads there', () => {
    const candidates = [
      v('app', '1.0.0', { tool: '*', use: '*' }),
      v('tool', '1.0.0', { tool: '^2' }),
      v('tool', '2.0.0', { use: '^1' }),
      v('tool', '3.0.0', { lib: '*' }),
      v('lib', '1.0.0', { tool: '*' }),
      v('use', '1.0.0', { lib: '^2' }),
      v('use', '2.0.0'),
    ];
    const [rejection] = solveFor(['app'], candidates).rejected;
    expect(rejection?.message).toBe(
      'The packs depend on each other in a circle: tool 3.0.0 → lib 1.0.0 → tool 3.0.0 (needed by app 1.0.0). tool 3.0.0 (needed by app 1.0.0) requires lib, but use 1.0.0 (needed by tool 2.0.0, needed by app 1.0.0) requires lib ^2; no known version of lib satisfies both (known: 1.0.0).',
    );
  });

  it('names both ends of a long way', () => {
    const chain = Array.from({ length: 30 }, (_, index) => v(`p${index}`, '1.0.0', { [`p${index + 1}`]: '*' }));
    const [rejection] = solveFor(['p0'], chain).rejected;
    expect(rejection?.message).toMatch(/^p29 1\.0\.0 \(needed by p28 1\.0\.0, needed by p27 1\.0\.0, /);
    expect(rejection?.message).toContain('needed by p22 1.0.0, and so on up to p0 1.0.0) requires p30, but');
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

  it('falls back to an older version of what the request asks for, unless its source holds only one', () => {
    const candidates = [
      v('rb', '1.5.0', { rblib: '^9' }, 'downloaded'),
      v('rb', '1.4.0', { rblib: '^1' }),
      v('rblib', '1.2.0'),
    ];
    const ask = (isFixed: boolean) =>
      solveFor([], candidates, { roots: [{ id: 1 as ExecutionPackId, ref: 'rb', range: '^1', isFixed }] });
    expect(versions(ask(false))).toEqual({ rb: '1.4.0', rblib: '1.2.0' });
    expect(ask(true).rejected).toEqual([
      expect.objectContaining({
        code: 'DEPENDENCY_CONFLICT',
        message: 'rb 1.5.0 requires rblib ^9; no known version of rblib does (known: 1.2.0).',
        hint: 'Ask for rb ^1.4.',
      }),
    ]);
  });

  it('goes round a circle where another version leads out of it', () => {
    const candidates = [v('cy', '1.0.0', { cz: '*' }), v('cz', '2.0.0', { cy: '*' }), v('cz', '1.0.0')];
    expect(versions(solveFor(['cy'], candidates))).toEqual({ cy: '1.0.0', cz: '1.0.0' });
  });

  it('goes back to an enabled version that is in a circle already, rather than into a new one', () => {
    const enabled = [v('tool', '1.0.0', { tool: '*', lib: '^1' }, 'enabled')];
    const candidates = [
      v('app', '1.0.0', { tool: '*', use: '*' }),
      v('use', '2.0.0', { lib: '^2' }),
      v('use', '1.0.0', { lib: '^1' }),
      v('lib', '1.0.0'),
      v('lib', '2.0.0'),
      v('tool', '2.0.0', { tool: '*' }, 'installed'),
    ];
    const solution = solveFor(['app'], candidates, { enabled });
    expect(versions(solution)).toEqual({ app: '1.0.0', lib: '1.0.0', tool: '1.0.0', use: '1.0.0' });
  });

  it('says besides a circle why the enabled version, which may stay in one, is out', () => {
    const enabled = [v('tool', '2.1.0-rc.1', { tool: '*', lib: '*' }, 'enabled')];
    const candidates = [
      v('app', '1.0.0', { tool: '*' }),
      v('tool', '1.0.0', { tool: '*' }),
      { ...v('lib', '1.0.0'), unusable: 'is not for this machine' },
    ];
    const [rejection] = solveFor(['app'], candidates, { enabled }).rejected;
    expect(rejection?.message).toBe(
      'The packs depend on each other in a circle: tool 1.0.0 → tool 1.0.0 (needed by app 1.0.0). tool 2.1.0-rc.1 (needed by app 1.0.0) requires lib; no known version of lib does (known: 1.0.0); lib 1.0.0 is not for this machine.',
    );
  });

  it.each([['lib', 'mon'] as const, ['mon', 'lib'] as const])(
    'replaces an enabled pack along with what it needs, in whatever order that is written: %s, %s',
    (first, second) => {
      const enabled = [v('lib', '1.0.0', {}, 'enabled'), v('mon', '1.0.0', { lib: '^1' }, 'enabled')];
      const candidates = [
        v('app', '1.0.0', { [first]: '^2', [second]: '^2' }, 'downloaded'),
        v('lib', '2.0.0'),
        v('mon', '2.0.0', { lib: '^2' }),
      ];
      expect(versions(solveFor(['app'], candidates, { enabled }))).toEqual({
        app: '1.0.0',
        lib: '2.0.0',
        mon: '2.0.0',
      });
    },
  );

  it('enables what is installed rather than fetching another version', () => {
    const candidates = [v('dd', '1.0.0', { ddl: '*' }), v('ddl', '1.0.0', {}, 'installed'), v('ddl', '2.0.0')];
    const solution = solveFor(['dd'], candidates);
    expect(versions(solution)).toEqual({ dd: '1.0.0', ddl: '1.0.0' });
    expect(solution.selected.get('ddl')?.because).toBe('dd 1.0.0 requires ddl; 1.0.0 is installed and fits');
  });

  it('takes a pre-release that is there, or when nothing else fits, and says so', () => {
    const candidates = [
      v('app', '1.0.0', { loc: '^1', pre: '*', both: '*' }),
      v('loc', '1.0.0-rc.1', {}, 'enabled'),
      v('pre', '0.1.0-beta.2'),
      v('pre', '0.1.0-beta.1'),
      v('both', '1.0.0'),
      v('both', '2.0.0-rc.1'),
    ];
    const solution = solveFor(['app'], candidates, { enabled: [v('loc', '1.0.0-rc.1', {}, 'enabled')] });
    expect(versions(solution)).toEqual({ app: '1.0.0', both: '1.0.0', loc: '1.0.0-rc.1', pre: '0.1.0-beta.2' });
    expect(solution.selected.get('pre')?.because).toContain('a pre-release, for nothing else fits');
    const fetched = solveFor(['early'], [v('early', '2.0.0-rc.1', {}, 'downloaded')]);
    expect(fetched.selected.get('early')?.because).toMatch(/; a pre-release$/);
    const [rejection] = solveFor(['app'], [v('app', '1.0.0', { loc: '>=1.0.0' }), v('loc', '1.0.0-rc.1')]).rejected;
    expect(rejection?.message).toBe(
      'app 1.0.0 requires loc >=1.0.0; no known version of loc does (known: 1.0.0-rc.1); a pre-release comes before its release.',
    );
  });

  it('keeps apart what can not be enabled together', () => {
    const old = v('old', '1.0.0', {}, 'enabled');
    const newer = { ...v('newer', '2.0.0'), conflicts: [{ ref: 'old', range: '<2' }] };
    const candidates = [newer, v('newer', '1.0.0'), v('app', '1.0.0', { newer: '^2' })];
    expect(versions(solveFor(['newer'], candidates, { enabled: [old] }))).toEqual({ newer: '1.0.0' });
    const [rejection] = solveFor(['app'], candidates, { enabled: [old] }).rejected;
    expect(rejection?.message).toBe(
      "The request asks for app, app 1.0.0 requires newer ^2, newer 2.0.0 can't be enabled together with old <2; no combination of known versions of app, newer and old satisfies all of that.",
    );
  });

  it('does not choose what can not be used here, and says why', () => {
    const candidates = [
      v('app', '1.0.0', { tool: '*' }),
      { ...v('tool', '2.0.0'), unusable: 'needs Python >=3.12, and there is 3.11.2' },
      v('tool', '1.0.0'),
    ];
    expect(versions(solveFor(['app'], candidates))).toEqual({ app: '1.0.0', tool: '1.0.0' });
    const [rejection] = solveFor(['app'], candidates.slice(0, 2)).rejected;
    expect(rejection?.message).toBe(
      'app 1.0.0 requires tool; no known version of tool does (known: 2.0.0); tool 2.0.0 needs Python >=3.12, and there is 3.11.2.',
    );
  });

  it('names who disagrees, joins those who agree, and names the smallest changes that work', () => {
    const candidates = [
      v('one', '1.0.0', { lib: '^1' }),
      v('two', '1.0.0', { lib: '^1' }),
      v('zed', '1.0.0', { lib: '^2' }, 'downloaded'),
      v('zed', '0.9.0', { lib: '^1' }),
      v('innocent', '1.0.0', { lib: '>=1' }),
      v('lib', '1.0.0'),
      v('lib', '2.0.0'),
    ];
    const roots = ['one', 'two', 'zed', 'innocent'].map((ref, index) => ({
      id: (index + 1) as ExecutionPackId,
      ref,
      range: '*',
      isFixed: ref === 'zed',
    }));
    const { rejected } = solveFor(
      [],
      candidates.map((one) => ({ ...one, availability: one.ref === 'zed' ? one.availability : 'downloaded' })),
      { roots },
    );
    expect(rejected).toEqual([
      expect.objectContaining({
        id: 3,
        message: expect.stringMatching(
          /^(one|two) 1\.0\.0 requires lib \^1, but zed 1\.0\.0 requires lib \^2; no known/,
        ),
        hint: 'Ask for zed 0.9.0 or leave out zed.',
      }),
    ]);
  });

  it('says how it read a range where that decides', () => {
    const ask = (range: string) =>
      solveFor(['app'], [v('app', '1.0.0', { lib: range }), v('lib', '1.0.1')]).rejected[0]?.message;
    expect(ask('1')).toContain('1 means exactly 1.0.0, and any 1.x is written 1.x');
    expect(ask('>=2 <1')).toContain('no version at all can satisfy >=2 <1');
  });

  it('gives up in words of its own, and never says no for it', () => {
    const [rejection] = solveFor(['app'], [v('app', '1.0.0', { lib: '*' }), v('lib', '1.0.0')], {
      maxSteps: 2,
    }).rejected;
    expect(rejection).toMatchObject({
      code: 'RESOLUTION_GAVE_UP',
      message: expect.stringContaining('was not found out'),
    });
  });

  it('names no enabled version in its reasons that the request replaces', () => {
    const beside = { ...v('beside', '2.1.0-rc.1', {}, 'enabled'), conflicts: [{ ref: 'first', range: '*' }] };
    const local = [
      { ...v('first', '1.0.0'), conflicts: [{ ref: 'last', range: '*' }] },
      v('last', '1.0.0'),
      v('beside', '1.0.0'),
      beside,
    ];
    const { rejected } = solve(aProblem(['first', 'beside', 'last'], local, { enabled: [beside] }));
    expect(rejected.map(({ message }) => message)).toEqual([expect.stringMatching(/first.*last|last.*first/)]);
    expect(rejected[0]?.message).not.toContain('beside');
  });

  it('gives no reason that holds only without another request, which replaces what is installed', () => {
    const candidates = [
      { ...v('first', '1.0.0'), conflicts: [{ ref: 'zed', range: '*' }] },
      v('lib', '1.0.0', {}, 'installed'),
      v('lib', '2.1.0-rc.1'),
      { ...v('zed', '1.0.0', { lib: '*' }), conflicts: [{ ref: 'lib', range: '<2' }] },
    ];
    expect(solveFor(['first', 'lib', 'zed'], candidates).rejected.map(({ message }) => message)).toEqual([
      "The request asks for first, the request asks for zed, first 1.0.0 can't be enabled together with zed; no combination of known versions of first and zed satisfies all of that.",
    ]);
  });

  it('says besides what an enabled version stands in the way of why its other versions are no way out', () => {
    const enabled = [v('mon', '1.0.0', { tool: '*' }, 'enabled')];
    const candidates = [
      v('tool', '2.1.0-rc.1', { mon: '*' }),
      { ...v('tool', '1.0.0'), unusable: 'is not for this machine' },
      v('mon', '1.5.0', { deep: '*' }),
      v('deep', '1.0.0', { mon: '!=1.5.0' }),
    ];
    const roots = [{ id: 1 as ExecutionPackId, ref: 'tool', range: '^2' }];
    const [rejection] = solveFor([], candidates, { enabled, roots }).rejected;
    expect(rejection?.message).toContain('mon 1.0.0, which is enabled, requires tool;');
    expect(rejection?.message).toContain('deep 1.0.0 (needed by mon 1.5.0) requires mon !=1.5.0');
  });

  it('says why an enabled pack in the way can not be replaced, beside another that nothing leads to', () => {
    const old = { ...v('old', '1.0.0', {}, 'enabled'), conflicts: [{ ref: 'lib', range: '>=2' }] };
    const enabled = [old, v('mon', '2.0.0', { lib: '>=2' }, 'enabled')];
    const candidates = [
      v('lib', '1.0.0'),
      v('lib', '2.0.0', { old: '*' }),
      v('old', '1.1.0', { gone: '*' }),
      v('mon', '1.0.0'),
    ];
    const [rejection] = solveFor(['lib'], candidates, { enabled }).rejected;
    expect(rejection?.message).toContain('mon 2.0.0, which is enabled, requires lib >=2');
    expect(rejection?.message).toContain("old 1.0.0 can't be enabled together with lib >=2");
    expect(rejection?.message).toContain('old 1.1.0 requires gone, but gone is neither installed nor in the request');
  });

  it('says why an enabled pack in the way can not be replaced where another one that may stay leads to it', () => {
    const old = { ...v('old', '2.1.0', {}, 'enabled'), conflicts: [{ ref: 'app', range: '*' }] };
    const enabled = [old, v('lib', '1.0.0', { old: '>=2' }, 'enabled')];
    const candidates = [
      v('app', '1.0.0', { lib: '*' }),
      v('lib', '1.5.0'),
      v('old', '1.0.0'),
      v('old', '2.0.0', { gone: '*' }),
    ];
    const [rejection] = solveFor(['app'], candidates, { enabled }).rejected;
    expect(rejection?.message).toContain("old 2.1.0 can't be enabled together with app");
    expect(rejection?.message).toContain('old 2.0.0 requires gone, but gone is neither installed nor in the request');
  });

  it('asks for what registries offer only where nothing that is there will do', () => {
    const asked: string[] = [];
    const local = [
      v('app', '1.0.0', { there: '^1', gone: '*', old: '^2' }, 'downloaded'),
      v('there', '1.0.0', {}, 'enabled'),
      v('old', '1.0.0', {}, 'enabled'),
    ];
    const computation = solveAsking(aProblem(['app'], local, { enabled: local.slice(1) }));
    let step = computation.next();
    while (step.done !== true) {
      asked.push(...step.value);
      step = computation.next(
        new Map([
          ['old', [v('old', '2.0.0')]],
          ['gone', [v('gone', '1.0.0')]],
        ]),
      );
    }
    expect(asked.sort()).toEqual(['gone', 'old']);
    expect(versions(step.value)).toEqual({ app: '1.0.0', gone: '1.0.0', old: '2.0.0', there: '1.0.0' });
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

function v(
  ref: string,
  version: string,
  needs: Record<string, string> = {},
  availability: Candidate['availability'] = 'registry',
): Candidate {
  return { ref, version, availability, dependencies: Object.entries(needs).map(([on, range]) => ({ ref: on, range })) };
}

function solveFor(refs: readonly string[], candidates: readonly Candidate[], given: Partial<Problem> = {}) {
  return solve(aProblem(refs, candidates, given));
}

function aProblem(refs: readonly string[], candidates: readonly Candidate[], given: Partial<Problem>): Problem {
  return {
    roots: refs.map((ref, index) => ({ id: (index + 1) as ExecutionPackId, ref, range: '*' })),
    candidates: Map.groupBy(candidates, ({ ref }) => ref),
    enabled: [],
    provided: new Set(),
    unavailable: new Map(),
    ...given,
  };
}

function versions(solution: ReturnType<typeof solve>): Record<string, string> {
  return Object.fromEntries([...solution.selected].map(([ref, { candidate }]) => [ref, candidate.version]));
}
