import { describePlace, type MappingNode, type Place, type SequenceNode, type YamlNode } from './node';

const NODES = new WeakMap<object, MappingNode | SequenceNode>();

/** Remembers how a value was written for as long as the value is in use. */
export function rememberNode(value: object, node: MappingNode | SequenceNode): void {
  NODES.set(value, node);
}

/** The node of an entry or item; undefined when it is not there, or was not read from YAML. The last of several counts. */
function nodeOf(value: object, key: string | number): YamlNode | undefined {
  const node = NODES.get(value);
  if (node?.kind === 'sequence') return node.items[Number(key)];
  return node?.entries.findLast((entry) => entry.key.kind === 'scalar' && entry.key.text === String(key))?.value;
}

/** A scalar's text as it is written, without its quotes: `1.10` for a version, `no` for a ref. */
export function writtenText(value: object, key: string | number): string | undefined {
  const node = nodeOf(value, key);
  return node?.kind === 'scalar' ? node.text : undefined;
}

/** Where the value behind a path was written: the nearest place that is known. */
export function placeOf(root: object, path: readonly PropertyKey[]): Place | undefined {
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
export function placeText(root: object, ...path: readonly PropertyKey[]): string {
  const place = placeOf(root, path);
  return place === undefined ? '' : ` (${describePlace(place)})`;
}

/** The same for a path in one text, `commands.date.rules.0`; a name in it may contain dots. */
export function placeOfField(root: object, field: string): Place | undefined {
  const parts = field.split('.');
  let at: unknown = root;
  let node: YamlNode | undefined;
  while (parts.length > 0 && typeof at === 'object' && at !== null) {
    const value: object = at;
    const length = parts.findIndex((_, last) => nodeOf(value, parts.slice(0, last + 1).join('.')) !== undefined) + 1;
    if (length === 0) return node?.place;
    const name = parts.splice(0, length).join('.');
    node = nodeOf(value, name);
    at = (value as Record<string, unknown>)[name];
  }
  return node?.place;
}
