import { describePosition, type MappingNode, type Position, type SequenceNode, type YamlNode } from './node';

/** By value: the node of the document that it was made from. */
const NODES = new WeakMap<object, MappingNode | SequenceNode>();
/** Made when something of a mapping is asked for: to look through all of its entries each time would be quadratic. */
const ENTRIES = new WeakMap<MappingNode, ReadonlyMap<string, YamlNode>>();

/** Remembers how a value was written for as long as the value is in use. */
export function rememberNode(value: object, node: MappingNode | SequenceNode): void {
  NODES.set(value, node);
}

/** The node of an entry or item; undefined when it is not there, or was not read from YAML. The last of several counts. */
function nodeOf(value: object, key: string | number): YamlNode | undefined {
  const node = NODES.get(value);
  if (node?.kind === 'sequence') return node.items[Number(key)];
  return node === undefined ? undefined : entriesOf(node).get(String(key));
}

function entriesOf(node: MappingNode): ReadonlyMap<string, YamlNode> {
  const known = ENTRIES.get(node);
  if (known !== undefined) return known;
  const entries = new Map(
    node.entries.flatMap(({ key, value }) => (key.kind === 'scalar' ? [[key.text, value] as const] : [])),
  );
  ENTRIES.set(node, entries);
  return entries;
}

/** A scalar's text as it is written, without its quotes: `1.10` for a version, `no` for a ref. */
export function rawText(value: object, key: string | number): string | undefined {
  const node = nodeOf(value, key);
  return node?.kind === 'scalar' ? node.text : undefined;
}

/** Where the value behind a path was written: the nearest place that is known. */
export function positionOf(root: object, path: readonly PropertyKey[]): Position | undefined {
  let at: unknown = root;
  let place = NODES.get(root)?.place;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) break;
    place = nodeOf(at, String(key))?.place ?? place;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return place;
}

/** ` (line 3, column 10)`, or nothing when no place is known. */
export function positionText(root: object, ...path: readonly PropertyKey[]): string {
  const place = positionOf(root, path);
  return place === undefined ? '' : ` (${describePosition(place)})`;
}

/** The same for a field that may be absent: of that no place is known. */
export function positionOfField(root: object, path: readonly string[]): Position | undefined {
  const [first = ''] = path;
  return nodeOf(root, first) === undefined ? undefined : positionOf(root, path);
}
