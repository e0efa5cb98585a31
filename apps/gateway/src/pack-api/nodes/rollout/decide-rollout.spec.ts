import type { RolloutPolicy } from '@packyard/contracts';
import fc from 'fast-check';
import { scaledRuns } from '@packyard/testing';
import { countOf, decideRollout, type RolloutNode, type RolloutSnapshot } from './decide-rollout';

const POLICY: RolloutPolicy = { steps: ['1', '50%'], max_failures: '0', step_seconds: 600 };
const node = (name: string, more: Partial<RolloutNode> = {}): RolloutNode => ({
  name,
  token: name,
  isFirstOfToken: true,
  isTold: false,
  isWhole: false,
  isExcused: false,
  silentSeconds: 5,
  ...more,
});
const told = (name: string, more: Partial<RolloutNode> = {}) => node(name, { isTold: true, ...more });
const whole = (name: string) => told(name, { isWhole: true });
const decide = (nodes: RolloutNode[], more: Partial<RolloutSnapshot> = {}) =>
  decideRollout({ policy: POLICY, step: 0, elapsedSeconds: 0, nodes, ...more });

describe('a rollout', () => {
  it('tells the first nodes, then more when these show it, and then all', () => {
    const rest = ['b', 'c', 'd'].map((name) => node(name));
    expect(decide([node('a'), ...rest])).toEqual({ kind: 'tell', step: 1, names: ['a'] });
    expect(decide([told('a'), ...rest], { step: 1 })).toEqual({ kind: 'wait' });
    expect(decide([whole('a'), ...rest], { step: 1 })).toEqual({ kind: 'tell', step: 2, names: ['b'] });
    expect(decide([whole('a'), told('b'), node('c')], { step: 2 })).toEqual({ kind: 'wait' });
    expect(decide([whole('a'), whole('b'), node('c')], { step: 2 })).toEqual({ kind: 'complete' });
  });

  it('stops when more fail than may, once they had their time', () => {
    const nodes = [whole('a'), told('b'), node('c')];
    expect(decide(nodes, { step: 1, elapsedSeconds: 599 })).toEqual({ kind: 'wait' });
    expect(decide(nodes, { step: 1, elapsedSeconds: 600 })).toEqual({
      kind: 'stop',
      failing: ['b'],
      bound: 0,
      told: 2,
    });
    const lenient = { ...POLICY, max_failures: '50%' };
    expect(decide(nodes, { step: 1, elapsedSeconds: 600, policy: lenient })).toMatchObject({ kind: 'tell', step: 2 });
  });

  it('goes on without those that were excused', () => {
    expect(decide([told('a', { isExcused: true }), node('b')], { step: 1 })).toMatchObject({ kind: 'tell', step: 2 });
  });

  it('waits for nodes that fell silent, and not forever; those that are gone count for nothing', () => {
    const silent = [node('a', { silentSeconds: 300 }), node('b', { silentSeconds: 300 })];
    expect(decide(silent)).toEqual({ kind: 'wait' });
    expect(decide([...silent, node('c')])).toEqual({ kind: 'tell', step: 1, names: ['c'] });
    expect(decide(silent, { elapsedSeconds: 600 })).toEqual({ kind: 'tell', step: 1, names: [] });
    const gone = Array.from({ length: 8 }, (_unused, index) => node(`gone-${index}`, { silentSeconds: 90_000 }));
    expect(decide([...gone, whole('y'), node('z')], { step: 1 })).toEqual({ kind: 'tell', step: 2, names: [] });
    expect(decide(gone)).toEqual({ kind: 'wait' });
  });

  it('is complete at once where there are no nodes', () => {
    expect(decide([])).toEqual({ kind: 'tell', step: 1, names: [] });
    expect(decide([], { step: 2 })).toEqual({ kind: 'complete' });
  });

  it('is decided by no single token, whatever nodes it makes up', () => {
    const madeUp = Array.from({ length: 999 }, (_unused, index) =>
      node(`0-${index}`, { token: 'stolen', isFirstOfToken: index === 0 }),
    );
    const real = Array.from({ length: 100 }, (_unused, index) => node(`web-${index}`));
    const tellsOf = (steps: string[]) => {
      const decision = decide([...madeUp, ...real], { policy: { ...POLICY, steps } });
      const names = decision.kind === 'tell' ? decision.names : [];
      return [names.length, names.filter((name) => name.startsWith('web')).length];
    };
    expect(tellsOf(['5'])).toEqual([5, 4]);
    expect(tellsOf(['10%'])).toEqual([110, 10]);
    expect(tellsOf(['50%'])).toEqual([550, 50]);
    expect(tellsOf(['100%'])).toEqual([1099, 100]);
  });

  it('is told of failures that made-up nodes would hide', () => {
    const madeUp = Array.from({ length: 90 }, (_unused, index) => ({
      ...whole(`0-${index}`),
      token: 'stolen',
      isFirstOfToken: false,
    }));
    const real = Array.from({ length: 9 }, (_unused, index) => told(`web-${index}`));
    const policy = { ...POLICY, max_failures: '10%' };
    const asked = { policy, step: 1, elapsedSeconds: 600 };
    expect(decide([...madeUp, ...real], asked)).toMatchObject({ kind: 'stop', bound: 1, told: 9 });
  });

  it('is decided by no other token where the nodes share one', () => {
    const sharing = (length: number, name: string, token: string) =>
      Array.from({ length }, (_unused, index) => node(`${name}-${index}`, { token, isFirstOfToken: index === 0 }));
    const all = [...sharing(999, '0', 'stolen'), ...sharing(100, 'web', 'shared')];
    const realOf = (steps: string[]) => {
      const decision = decide(all, { policy: { ...POLICY, steps } });
      return decision.kind === 'tell' ? decision.names.filter((name) => name.startsWith('web')).length : undefined;
    };
    expect(realOf(['6'])).toBe(3);
    expect(realOf(['10%'])).toBe(10);
    expect(realOf(['50%'])).toBe(50);
    const failing = all.map((one, index) => ({ ...one, isTold: true, isWhole: index < 999 }));
    const policy = { ...POLICY, max_failures: '10%' };
    expect(decide(failing, { policy, step: 2, elapsedSeconds: 600 })).toMatchObject({ kind: 'stop', told: 100 });
  });

  it('goes by name where one token reports all nodes', () => {
    const nodes = ['a', 'b', 'c', 'd'].map((name) => node(name, { token: 'one', isFirstOfToken: name === 'a' }));
    const steps = ['75%'];
    expect(decide(nodes, { policy: { ...POLICY, steps } })).toMatchObject({ names: ['a', 'b', 'c'] });
  });

  it('rounds percentages up', () => {
    expect(['0', '3', '0%', '1%', '50%', '100%'].map((amount) => countOf(amount, 5))).toEqual([0, 3, 0, 1, 3, 5]);
  });
});

const amounts = fc.oneof(
  fc.nat(30).map(String),
  fc.nat(100).map((percent) => `${percent}%`),
);
const policies = fc.record({
  steps: fc.array(amounts, { maxLength: 5 }),
  max_failures: amounts,
  step_seconds: fc.integer({ min: 10, max: 1000 }),
});
/** How long a node needs to show what it was told, and when it is heard of; never for some. */
const behaviours = fc.array(
  fc.record({
    wholeAfter: fc.option(fc.integer({ min: 0, max: 1500 }), { nil: Infinity }),
    silentSeconds: fc.constantFrom(0, 0, 0, 300, 100_000),
  }),
  { maxLength: 30 },
);

describe('a rollout to any nodes, by any policy', () => {
  it('tells no more than its step allows, and ends', () => {
    fc.assert(
      fc.property(policies, behaviours, fc.integer({ min: 1, max: 200 }), (policy, kinds, tick) => {
        const toldAt = new Map<string, number>();
        let [now, step, stepAt] = [0, 0, 0];
        const snapshot = (): RolloutNode[] =>
          kinds.map(({ wholeAfter, silentSeconds }, index) => {
            const at = toldAt.get(String(index));
            const isWhole = at !== undefined && now - at >= wholeAfter;
            return node(String(index), { isTold: at !== undefined, isWhole, silentSeconds });
          });
        for (;;) {
          const nodes = snapshot();
          const decision = decideRollout({ policy, step, elapsedSeconds: now - stepAt, nodes });
          if (decision.kind === 'wait') {
            now += tick;
            expect(now).toBeLessThan((policy.steps.length + 1) * (policy.step_seconds + tick) + 1);
          } else if (decision.kind === 'tell') {
            const before = toldAt.size;
            expect(decision.step).toBe(step + 1);
            for (const name of decision.names) toldAt.set(name, now);
            const allowed = Math.max(
              ...policy.steps.slice(0, decision.step).map((amount) => countOf(amount, kinds.length)),
            );
            expect(toldAt.size).toBe(before + decision.names.length);
            expect(toldAt.size).toBeLessThanOrEqual(allowed);
            [step, stepAt] = [decision.step, now];
          } else {
            const missing = nodes.filter(({ isTold, isWhole }) => isTold && !isWhole).length;
            const isAbove = missing > countOf(policy.max_failures, toldAt.size);
            expect(isAbove).toBe(decision.kind === 'stop');
            return;
          }
        }
      }),
      { numRuns: scaledRuns(2000) },
    );
  });
});
