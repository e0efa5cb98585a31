import type { Operation } from './version-model';

const REFS = ['alpha', 'beta', 'gamma'];
const VERSIONS = ['1.0.0', '1.1.0', '2.0.0'];

/** The same numbers for the same seed, from 0 up to 1 (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Begins with what there is something to change in; what comes then may well be refused. */
export function randomOperations(random: () => number, count: number): Operation[] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const install = (): Operation => ({
    op: 'install',
    ref: pick(REFS),
    version: pick(VERSIONS),
    variant: pick(['a', 'b']),
    force: random() < 0.5,
    ...pick([{ enable: true }, { enable: true }, {}, { enable: false }]),
  });
  const makers: (() => Operation)[] = [
    install,
    install,
    () => ({ op: 'enable', ref: pick(REFS), version: pick(VERSIONS) }),
    () => ({ op: 'enable', ref: pick(REFS), version: pick(VERSIONS) }),
    () => ({ op: 'disable', ref: pick(REFS) }),
    () => ({
      op: 'uninstall',
      ref: pick(REFS),
      selection: pick([
        { which: 'version', version: pick(VERSIONS) } as const,
        { which: 'clean' } as const,
        { which: 'all' } as const,
      ]),
    }),
    () => ({ op: 'rollback', ...pick([{}, { to: Math.floor(random() * 6) }]) }),
  ];
  return Array.from({ length: count }, (_, index) => (index < 3 ? install() : pick(makers)()));
}
