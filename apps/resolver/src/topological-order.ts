import type { WaitingPack } from './resolution-round';

/** Which of the given packs each of them needs. Where they need each other in a circle, the circle is cut. */
export function topologicalOrder(packs: readonly WaitingPack[]): Map<string, string[]> {
  const given = new Set<string>(packs.map(({ manifest }) => manifest.ref));
  const order = new Map<string, string[]>();
  for (const { manifest } of packs) {
    const needed = manifest.dependencies.map(({ ref }) => ref).filter((ref) => given.has(ref));
    order.set(
      manifest.ref,
      needed.filter((ref) => ref !== manifest.ref && !reaches(order, { from: ref, to: manifest.ref })),
    );
  }
  return order;
}

function reaches(order: ReadonlyMap<string, string[]>, { from, to }: { from: string; to: string }): boolean {
  return (order.get(from) ?? []).some((ref) => ref === to || reaches(order, { from: ref, to }));
}
