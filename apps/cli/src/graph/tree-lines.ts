import type { GraphNeedView, GraphPackView, GraphView } from '@packyard/contracts';
import type { Style } from '../progress/style';
import { oneLine } from '../progress/text';

export type Towards = 'needs' | 'needed_by';

interface Tree {
  graph: GraphView;
  towards: Towards;
  style: Style;
}

/** Packs and what they need, or what needs them, over all steps; what was shown already is not unfolded again. */
export function treeLines(roots: readonly string[], tree: Tree): string[] {
  const steps = Map.groupBy(tree.graph.needs, ({ from, to }) => (tree.towards === 'needs' ? from : to));
  const packs = new Map(tree.graph.packs.map((pack) => [pack.ref, pack]));
  const walk = { ...tree, steps, packs, seen: new Set(roots) };
  return roots.flatMap((root) => [titleOf(packs.get(root), root, tree.style), ...branches(root, '', walk)]);
}

/** Where trees begin that show every pack: those that nobody needs, and one of each circle that nobody else needs. */
export function rootsOf({ packs, needs }: GraphView): string[] {
  const needed = new Set(needs.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const roots = packs.map(({ ref }) => ref).filter((ref) => !needed.has(ref));
  const reached = new Set<string>();
  const steps = Map.groupBy(needs, ({ from }) => from);
  const reach = (ref: string) => {
    const found = new Set([ref]);
    for (const one of found) {
      reached.add(one);
      for (const { to } of steps.get(one) ?? []) if (!reached.has(to)) found.add(to);
    }
  };
  roots.forEach(reach);
  for (const { ref } of packs) {
    if (reached.has(ref)) continue;
    roots.push(ref);
    reach(ref);
  }
  return roots;
}

interface Walk extends Tree {
  steps: ReadonlyMap<string, readonly GraphNeedView[]>;
  packs: ReadonlyMap<string, GraphPackView>;
  seen: Set<string>;
}

function branches(ref: string, indent: string, walk: Walk): string[] {
  const needs = walk.steps.get(ref) ?? [];
  return needs.flatMap((need, at) => {
    const isLast = at === needs.length - 1;
    const other = walk.towards === 'needs' ? need.to : need.from;
    const isKnown = walk.seen.has(other);
    const hasMore = isKnown && (walk.steps.get(other)?.length ?? 0) > 0;
    walk.seen.add(other);
    const title = titleOf(walk.packs.get(other), other, walk.style);
    const line = `${indent}${isLast ? '└── ' : '├── '}${title} ${rangeOf(need, walk)}${hasMore ? ' (see above)' : ''}`;
    return [line, ...(isKnown ? [] : branches(other, `${indent}${isLast ? '    ' : '│   '}`, walk))];
  });
}

function titleOf(pack: GraphPackView | undefined, ref: string, style: Style): string {
  const { version = null, status = 'Missing' } = pack ?? {};
  const name = oneLine(version === null ? ref : `${ref} ${version}`);
  if (status === 'Enabled') return name;
  const words = { Disabled: 'disabled', Missing: 'not installed', Provided: 'provided by the platform' }[status];
  return `${name} ${(status === 'Provided' ? style.dim : style.red)(`(${words})`)}`;
}

function rangeOf({ range, is_met: isMet }: GraphNeedView, { towards, style }: Walk): string {
  const words = oneLine(towards === 'needs' ? range : `needs ${range}`);
  return isMet ? style.dim(words) : style.red(`${words}, which is not met`);
}
