import { MAX_VALUES } from './content-problem';
import { describePosition, type MappingNode, type SequenceNode, type YamlNode, type YamlProblem } from './node';
import { resolveScalar, type YamlVersion } from './scalars';
import { rememberNode } from './value-nodes';

export interface YamlValue {
  value: unknown;
  problems: YamlProblem[];
  warnings: YamlProblem[];
}

const MAPPING_TAGS = [undefined, '!', '!!map', '!!set'];
const SEQUENCE_TAGS = [undefined, '!', '!!seq', '!!omap', '!!pairs'];

/** What a tree means, with all that is wrong in it. Keys are texts, as they are written. */
export function toValue(root: YamlNode, version: YamlVersion): YamlValue {
  const reader = new Reader(version);
  const value = reader.read(root);
  return { value, problems: reader.problems, warnings: reader.warnings };
}

class Reader {
  readonly problems: YamlProblem[] = [];
  readonly warnings: YamlProblem[] = [];
  /** An alias stands for the very value that it names; the value is here before its children are read. */
  private readonly known = new Map<YamlNode, unknown>();
  /** A few lines can merge large mappings very often. */
  private mergedValues = 0;

  constructor(private readonly version: YamlVersion) {}

  read(node: YamlNode): unknown {
    if (node.kind !== 'scalar' && this.known.has(node)) return this.known.get(node);
    if (node.kind === 'mapping') return this.readMapping(node);
    if (node.kind === 'sequence') return this.readSequence(node);
    const value = resolveScalar(node, this.version);
    if (value === undefined) this.refuse(node, `the value '${node.text}' does not fit the tag ${node.tag ?? ''}`);
    return value ?? null;
  }

  private readSequence(node: SequenceNode): unknown[] {
    this.checkTag(node, SEQUENCE_TAGS);
    const items: unknown[] = [];
    this.known.set(node, items);
    rememberNode(items, node);
    for (const item of node.items) items.push(this.read(item));
    return items;
  }

  private readMapping(node: MappingNode): Record<string, unknown> {
    this.checkTag(node, MAPPING_TAGS);
    const mapping: Record<string, unknown> = {};
    this.known.set(node, mapping);
    rememberNode(mapping, node);
    const merged: YamlNode[] = [];
    const places = new Map<string, YamlNode>();
    for (const { key, value } of node.entries) {
      if (key.kind !== 'scalar') {
        this.refuse(key, `a ${key.kind === 'mapping' ? 'mapping' : 'list'} can't be a key`);
        continue;
      }
      if (key.text === '<<' && key.isPlain && this.merges(key)) {
        merged.push(value);
        continue;
      }
      const former = places.get(key.text);
      if (former !== undefined) this.noteDuplicate(key, key.text, former);
      places.set(key.text, key);
      define(mapping, key.text, this.read(value));
    }
    // What comes first wins over what comes later, and the mapping's own keys over all of them.
    for (const value of merged) this.merge(mapping, value);
    return mapping;
  }

  /** Only YAML 1.1 has merge keys; Attune's reader keeps `<<` as a key like any other. */
  private merges(key: YamlNode): boolean {
    if (this.version === '1.2') {
      this.warnings.push({ message: `'<<' merges nothing in YAML 1.2, which Attune reads`, place: key.place });
    }
    return this.version !== '1.2';
  }

  private merge(mapping: Record<string, unknown>, from: YamlNode): void {
    const sources = from.kind === 'sequence' ? from.items : [from];
    // The same mapping once more changes nothing.
    for (const source of new Set(sources)) {
      if (this.mergedValues > MAX_VALUES) return;
      const value = source.kind === 'mapping' ? this.read(source) : undefined;
      if (value === undefined || value === mapping) {
        this.refuse(source, `'<<' can only merge other mappings`);
        continue;
      }
      const entries = Object.entries(value as Record<string, unknown>);
      this.mergedValues += entries.length;
      if (this.mergedValues > MAX_VALUES) {
        this.refuse(source, `'<<' merges more than ${MAX_VALUES} values`);
        return;
      }
      for (const [key, item] of entries) {
        if (!Object.hasOwn(mapping, key)) define(mapping, key, item);
      }
    }
  }

  private noteDuplicate(key: YamlNode, name: string, former: YamlNode): void {
    const message = `duplicated mapping key '${name}', first in ${describePosition(former.place)}`;
    if (this.version === '1.1') this.warnings.push({ message: `${message}; the last one counts`, place: key.place });
    else this.problems.push({ message, place: key.place });
  }

  private checkTag(node: YamlNode, known: readonly (string | undefined)[]): void {
    if (this.version !== 'text' && !known.includes(node.tag)) this.refuse(node, `the tag ${node.tag ?? ''} is unknown`);
  }

  private refuse({ place }: YamlNode, message: string): void {
    this.problems.push({ message, place });
  }
}

/** Also for `__proto__`, which an assignment would take for something else. */
function define(mapping: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(mapping, key, { value, enumerable: true, writable: true, configurable: true });
}
