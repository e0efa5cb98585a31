import { Graph, layout } from '@dagrejs/dagre';
import type { GraphNeed, GraphPack, PackGraph } from '../api/types';

/** A pack's box; `x` and `y` are its left upper corner, in pixels of an unscaled drawing. */
export interface Box {
  pack: GraphPack;
  x: number;
  y: number;
  width: number;
}

export interface Arrow {
  need: GraphNeed;
  /** Of an SVG path. */
  path: string;
  /** Where its words go. */
  middle: Point;
}

export interface Drawing {
  width: number;
  height: number;
  boxes: Box[];
  arrows: Arrow[];
}

interface Point {
  x: number;
  y: number;
}

export const BOX_HEIGHT = 46;
const LETTER = 9.2;
const GAP = 16;
const MIN_WIDTH = 640;

/** Needs lead from left to right; packs that neither need nor are needed stand in rows below. */
export function layOut({ packs, needs }: PackGraph): Drawing {
  const joined = new Set(needs.flatMap(({ from, to }) => [from, to]));
  const graph = new Graph({ multigraph: true }).setGraph({
    rankdir: 'LR',
    nodesep: GAP,
    edgesep: 6,
    ranksep: 72,
    marginx: GAP,
    marginy: GAP,
  });
  for (const pack of packs) {
    if (joined.has(pack.ref)) graph.setNode(pack.ref, { width: widthOf(pack), height: BOX_HEIGHT });
  }
  needs.forEach(({ from, to }, at) => graph.setEdge(from, to, {}, String(at)));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const upper = joined.size === 0 ? { width: 0, height: GAP } : { width, height };
  const boxes = packs.filter(({ ref }) => joined.has(ref)).map((pack) => boxOf(pack, graph.node(pack.ref) as Point));
  const arrows = needs.map((need, at) =>
    arrowOf(need, graph.edge(need.from, need.to, String(at)) as { points: Point[] }),
  );
  const alone = packs.filter(({ ref }) => !joined.has(ref));
  const lower = rowsOf(alone, { top: upper.height, width: Math.max(upper.width, MIN_WIDTH) });
  return {
    width: Math.max(upper.width, lower.width),
    height: lower.height,
    boxes: [...boxes, ...lower.boxes],
    arrows,
  };
}

/** What stands below the name. */
export function stateOf({ version, status }: GraphPack): string {
  const words = { Enabled: '', Disabled: 'disabled', Missing: 'not installed', Provided: 'of the platform' }[status];
  return [version, words].filter((word) => word !== null && word !== '').join(' ');
}

function widthOf(pack: GraphPack): number {
  return Math.max(pack.ref.length * LETTER, stateOf(pack).length * LETTER * 0.85, 56) + 24;
}

function boxOf(pack: GraphPack, { x, y }: Point): Box {
  const width = widthOf(pack);
  return { pack, x: x - width / 2, y: y - BOX_HEIGHT / 2, width };
}

function arrowOf(need: GraphNeed, { points }: { points: Point[] }): Arrow {
  const [first, ...others] = points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return {
    need,
    path: `M${first ?? ''} L${others.join(' ')}`,
    middle: points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 },
  };
}

function rowsOf(packs: readonly GraphPack[], { top, width }: { top: number; width: number }) {
  const boxes: Box[] = [];
  let right = 0;
  let x = GAP;
  let y = top;
  for (const pack of packs) {
    const wide = widthOf(pack);
    if (x > GAP && x + wide + GAP > width) {
      x = GAP;
      y += BOX_HEIGHT + GAP;
    }
    boxes.push({ pack, x, y, width: wide });
    x += wide + GAP;
    right = Math.max(right, x);
  }
  return { boxes, width: right, height: packs.length === 0 ? top : y + BOX_HEIGHT + GAP };
}
