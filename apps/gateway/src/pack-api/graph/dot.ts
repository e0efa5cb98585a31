import type { GraphPackView, GraphView } from '@packyard/contracts';

const STYLES = {
  Enabled: 'solid',
  Disabled: 'dashed',
  Missing: 'dashed',
  Provided: 'dotted',
} as const satisfies Record<GraphPackView['status'], string>;

/** As Graphviz reads it. */
export function toDot({ packs, needs }: GraphView): string {
  const nodes = packs.map(({ ref, version, status }) => {
    const words = [ref, version, status === 'Enabled' ? null : `(${status.toLowerCase()})`];
    const label = words.filter((word) => word !== null).join(' ');
    const colour = status === 'Missing' ? ', color=red' : '';
    return `  ${quoted(ref)} [label=${quoted(label)}, style=${STYLES[status]}${colour}];`;
  });
  const arrows = needs.map(
    ({ from, to, range, is_met: isMet }) =>
      `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(range)}${isMet ? '' : ', style=dashed, color=red'}];`,
  );
  return `${['digraph packs {', '  rankdir=LR;', '  node [shape=box];', ...nodes, ...arrows, '}'].join('\n')}\n`;
}

function quoted(text: string): string {
  // Graphviz reads escapes in labels, such as \N for the node's name; control characters would end nothing, but look like it.
  return `"${text
    .replace(/\p{Cc}/gu, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')}"`;
}
