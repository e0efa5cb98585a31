import type { WaitingPack } from './resolution-round';
import { topologicalOrder } from './topological-order';

describe('topologicalOrder', () => {
  it('names which of the given packs each of them needs', () => {
    const order = topologicalOrder([aPack('app', 'base', 'elsewhere'), aPack('base')]);
    expect(Object.fromEntries(order)).toEqual({ app: ['base'], base: [] });
  });

  it('cuts circles, so that nobody waits for ever', () => {
    const order = topologicalOrder([aPack('a', 'b'), aPack('b', 'c'), aPack('c', 'a'), aPack('self', 'self')]);
    expect(Object.fromEntries(order)).toEqual({ a: ['b'], b: ['c'], c: [], self: [] });
  });
});

function aPack(ref: string, ...needed: string[]): WaitingPack {
  const dependencies = needed.map((on) => ({ ref: on, range: '*' }));
  return { row: {}, manifest: { ref, dependencies } } as unknown as WaitingPack;
}
