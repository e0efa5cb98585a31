import type { GraphPackView, GraphView } from '@packyard/contracts';

const STYLES = `  classDef disabled stroke-dasharray: 4 3
  classDef missing stroke: #c00, stroke-dasharray: 4 3
  classDef provided stroke-dasharray: 1 3`;

/** A flowchart as Mermaid's documents and GitHub's pages draw it. */
export function toMermaid({ packs, needs }: GraphView): string {
  const numbers = new Map(packs.map(({ ref }, at) => [ref, `p${at}`]));
  const nodes = packs.map((pack) => `  ${numbers.get(pack.ref) ?? ''}["${quoted(nameOf(pack))}"]${classOf(pack)}`);
  const arrows = needs.map(({ from, to, range, is_met: isMet }) => {
    const arrow = isMet ? '-->' : '-.->';
    return `  ${numbers.get(from) ?? ''} ${arrow}|"${quoted(range)}"| ${numbers.get(to) ?? ''}`;
  });
  return `${['flowchart LR', ...nodes, ...arrows, STYLES].join('\n')}\n`;
}

function nameOf({ ref, version, status }: GraphPackView): string {
  if (status === 'Enabled') return `${ref} ${version ?? ''}`;
  return `${ref} ${version === null ? '' : `${version} `}(${status.toLowerCase()})`;
}

function classOf({ status }: GraphPackView): string {
  return status === 'Enabled' ? '' : `:::${status.toLowerCase()}`;
}

/** All that is no letter, digit or plain mark is written by its number: names and ranges come from foreign manifests. */
function quoted(text: string): string {
  return text.replace(/[^\w .()^~*=,-]/gu, (mark) => `#${mark.codePointAt(0) ?? 0};`);
}
