import fc from 'fast-check';
import { answerFor } from './answer-for-node';

const answer = (generation: number) => ({ generation, state: `${generation}-${'0'.repeat(16)}` });
const names = fc.constantFrom('a', 'b', 'c');

describe('what a node is told while a rollout is under way', () => {
  it('is never older than what it has, and never the target before it is reached', () => {
    const sets = fc.record({ base: fc.nat(20), more: fc.integer({ min: 1, max: 5 }), told: fc.array(names) });
    fc.assert(
      fc.property(sets, fc.option(names, { nil: undefined }), fc.option(fc.nat(25)), (set, name, has) => {
        const target = answer(set.base + set.more);
        const answers = { target, base: answer(set.base), told: new Set(set.told) };
        fc.pre(has === null || has <= target.generation);
        const after = has === null ? undefined : answer(has).state;
        const isReached = name !== undefined && set.told.includes(name);
        const said = answerFor(answers, { name, after });
        if (said !== undefined && has !== null) expect(said.generation).toBeGreaterThan(has);
        if (!isReached) expect(said?.generation ?? set.base).toBe(set.base);
        // Whoever has nothing is told something, and who is reached has the target then.
        if (has === null) expect(said).toBeDefined();
        if (isReached) expect(said?.generation ?? has).toBe(target.generation);
      }),
    );
  });
});
