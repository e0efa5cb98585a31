// The problems of the benchmark, made from a seed so that both sides and every run get the same.

/** A random number below `below`, the same for the same seed. */
function randomNumbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** `app` needs `count` packs of five versions, and `z`, which wants an older one of the first. */
function plainConflict(count) {
  const packs = {};
  const needs = {};
  for (let index = 0; index < count; index += 1) {
    packs[`a${index}`] = Array.from({ length: 5 }, (_version, minor) => ({ version: `1.${minor}.0`, needs: {} }));
    needs[`a${index}`] = '>=1.0.0';
  }
  packs.z = [{ version: '1.0.0', needs: { a0: '<1.4.0' } }];
  packs.app = [{ version: '1.0.0', needs: { ...needs, z: '>=1.0.0' } }];
  return { packs, wanted: ['app'] };
}

/**
 * Packs that need up to four of those before them, mostly of the few that many need. Newer versions ask for newer ones:
 * for a lower bound (easy), or for one minor version up or down, so that much does not go together (hard).
 */
export function layered({ packs: count, versions = 20, wanted, isHard = false, seed = 7 }) {
  const random = randomNumbers(seed);
  const packs = {};
  for (let index = 0; index < count; index += 1) {
    const needed = new Set();
    for (let number = Math.min(index, 1 + random(4)); number > 0; number -= 1) {
      needed.add(random(3) === 0 ? random(index) : Math.floor((random(1000) / 1000) ** 3 * index));
    }
    packs[`p${index}`] = Array.from({ length: versions }, (_version, minor) => {
      const needs = {};
      for (const other of needed) {
        const low = Math.max(0, minor - 1 - random(4));
        needs[`p${other}`] = isHard ? `>=1.${low}.0, <1.${minor + 3}.0` : `>=1.${Math.floor(low / 2)}.0`;
      }
      return { version: `1.${minor}.0`, needs };
    });
  }
  const step = Math.max(1, Math.floor(count / wanted));
  return { packs, wanted: Array.from({ length: wanted }, (_pack, index) => `p${count - 1 - index * step}`) };
}

/** Two packs far apart that want different versions of what all need. */
function contradictory(count) {
  const problem = layered({ packs: count, wanted: Math.min(20, count) });
  problem.packs.left = [{ version: '1.0.0', needs: { p0: '<1.2.0' } }];
  problem.packs.right = [{ version: '1.0.0', needs: { p0: '>=1.5.0' } }];
  problem.wanted.push('left', 'right');
  return problem;
}

export function alone(count) {
  const packs = {};
  for (let index = 0; index < count; index += 1) packs[`w${index}`] = [{ version: '1.0.0', needs: {} }];
  return { packs, wanted: Object.keys(packs) };
}

export function chain(count) {
  const packs = {};
  for (let index = 0; index < count; index += 1)
    packs[`c${index}`] = [{ version: '1.0.0', needs: index + 1 < count ? { [`c${index + 1}`]: '>=1.0.0' } : {} }];
  return { packs, wanted: ['c0'] };
}

export const PROBLEMS = {
  ...Object.fromEntries(
    [6, 7, 8, 9, 30].map((count) => [`plain conflict, ${count} packs`, () => plainConflict(count)]),
  ),
  ...Object.fromEntries([25, 100, 200].map((count) => [`${count} wanted, one version each`, () => alone(count)])),
  'chain of 300': () => chain(300),
  ...Object.fromEntries(
    [
      [10, 1],
      [100, 1],
      [100, 20],
      [100, 100],
      [1000, 1],
      [1000, 20],
      [10_000, 200],
    ].flatMap(([packs, wanted]) => [
      [`${packs} packs, easy, ${wanted} wanted`, () => layered({ packs, wanted })],
      [`${packs} packs, hard, ${wanted} wanted`, () => layered({ packs, wanted, isHard: true })],
    ]),
  ),
  ...Object.fromEntries([100, 1000].map((count) => [`${count} packs, contradictory`, () => contradictory(count)])),
};
