import type { GRAPH_DIRECTIONS, GraphNeedView, GraphPackView, GraphView } from '@packyard/contracts';
import { isWithinRange } from '@packyard/pack';
import type { InstalledPack, Need } from '@packyard/schema';

export type Direction = (typeof GRAPH_DIRECTIONS)[number];

/** Packs that are installed, needed or both, each once and by name. `provided` are refs of the platform itself. */
export function graphOf(
  installed: readonly InstalledPack[],
  needs: readonly Need[],
  provided: ReadonlySet<string>,
): GraphView {
  const packs = new Map<string, GraphPackView>(
    installed.map(({ isEnabled, ...pack }) => [pack.ref, { ...pack, status: isEnabled ? 'Enabled' : 'Disabled' }]),
  );
  for (const { ref } of needs) {
    const status = provided.has(ref) ? 'Provided' : 'Missing';
    if (!packs.has(ref)) packs.set(ref, { ref, label: null, version: null, status, origin: null });
  }
  return {
    packs: [...packs.values()].sort(byRef),
    needs: needs.map(({ dependant: from, ref: to, range }) => ({
      from,
      to,
      range,
      is_met: provided.has(to) || meets(packs.get(to), range),
    })),
  };
}

/** One pack with all that it needs, and all that needs it, over any number of steps. */
export function around({ packs, needs }: GraphView, ref: string, direction: Direction): GraphView {
  const seen = new Set([ref]);
  const kept = new Set<GraphNeedView>();
  if (direction !== 'needed_by') follow(ref, { needs, from: 'from', to: 'to', seen, kept });
  if (direction !== 'needs') follow(ref, { needs, from: 'to', to: 'from', seen, kept });
  return { packs: packs.filter((pack) => seen.has(pack.ref)), needs: needs.filter((need) => kept.has(need)) };
}

interface Walk {
  needs: readonly GraphNeedView[];
  from: 'from' | 'to';
  to: 'from' | 'to';
  seen: Set<string>;
  kept: Set<GraphNeedView>;
}

function follow(start: string, { needs, from, to, seen, kept }: Walk): void {
  const steps = Map.groupBy(needs, (need) => need[from]);
  const visited = new Set([start]);
  for (const ref of visited) {
    seen.add(ref);
    for (const need of steps.get(ref) ?? []) {
      kept.add(need);
      // A set is walked in the order of its members, those included that come meanwhile.
      visited.add(need[to]);
    }
  }
}

function meets(pack: GraphPackView | undefined, range: string): boolean {
  return pack?.status === 'Enabled' && pack.version !== null && isWithinRange(pack.version, range);
}

function byRef(one: GraphPackView, other: GraphPackView): number {
  return one.ref < other.ref ? -1 : 1;
}
