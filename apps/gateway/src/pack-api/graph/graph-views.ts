import { type GraphView, RejectedError } from '@packyard/contracts';
import type { GraphRepository } from '@packyard/schema';
import { around, type Direction, graphOf } from './dependency-graph';

/** Who needs whom, as it is now. */
export class GraphViews {
  constructor(
    private readonly graphs: GraphRepository,
    /** Refs that the platform itself provides. */
    private readonly provided: ReadonlySet<string>,
  ) {}

  async all(): Promise<GraphView> {
    const [packs, needs] = await Promise.all([this.graphs.packs(), this.graphs.needs()]);
    return graphOf(packs, needs, this.provided);
  }

  /** @throws RejectedError PACK_NOT_FOUND when it is neither installed nor needed */
  async around(ref: string, direction: Direction): Promise<GraphView> {
    const graph = await this.all();
    if (graph.packs.some((pack) => pack.ref === ref)) return around(graph, ref, direction);
    throw new RejectedError('PACK_NOT_FOUND', `Pack '${ref.slice(0, 100)}' not found`, {
      hint: 'List the packs to see which are installed.',
      unknown: { kind: 'pack', name: ref },
    });
  }
}
