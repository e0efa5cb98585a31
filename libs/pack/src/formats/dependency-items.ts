import { isMapping, type YamlMapping } from '../yaml/mapping';
import { positionText, rawText } from '../yaml/value-nodes';

/** One entry of a list of dependencies: a text, or a name with a version, which is '' when there is none. */
export type DependencyItem = { text: string } | { name: string; version: string };

interface WrittenItem {
  /** Undefined for what is neither. */
  item: DependencyItem | undefined;
  /** As it is shown in a problem. */
  shown: string;
  /** ` (line 3, column 10)`. */
  place: string;
}

/**
 * A list of texts, or what people also write: one text, a list of `{name, version}` or of `name: version`, a mapping of names to
 * versions. Scalars are taken as they are written: `1.10` stays that.
 */
export function dependencyItems(mapping: YamlMapping, field: string): WrittenItem[] {
  const value = mapping[field];
  const place = positionText(mapping, field);
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    return (value as unknown[]).map((item, index) => ({
      item: isMapping(item) ? itemOfMapping(item) : textItem(value, index, item),
      shown: item === null ? NOTHING : shownAs(rawText(value, index) ?? item),
      place: positionText(mapping, field, index),
    }));
  }
  if (!isMapping(value))
    return [{ item: textItem(mapping, field, value), shown: shownAs(rawText(mapping, field) ?? value), place }];
  return Object.keys(value).map((name) => ({
    item: namedItem(value, name),
    shown: shownAs({ [name]: value[name] }),
    place: positionText(mapping, field, name),
  }));
}

/** Not in quotes: `null` is nobody's name. */
const NOTHING = 'null';
const NAME_FIELDS = ['name', 'ref', 'pack'];
/** What would be another pack, or another version, if it were overlooked. Other fields, such as a description, say nothing. */
const PLACE_FIELDS = /^(url|uri|source|src|git|path|repo(sitory)?|registry|branch|tag|commit|rev)(_url)?$/i;

/** `{name: foo, version: ">=1"}`, or `foo: ">=1"` alone, as an item of a list. */
function itemOfMapping(item: YamlMapping): DependencyItem | undefined {
  const keys = Object.keys(item);
  const field = NAME_FIELDS.find((name) => keys.includes(name));
  const [only] = keys;
  if (field === undefined) return keys.length === 1 && only !== undefined ? namedItem(item, only) : undefined;
  const name = scalarIn(item, field);
  const version = scalarIn(item, 'version');
  if (name === undefined || name === '' || version === undefined) return undefined;
  return keys.some((key) => PLACE_FIELDS.test(key)) ? undefined : { name, version };
}

/** What a name stands before: a version, nothing, or `{version}`. */
function namedItem(mapping: YamlMapping, name: string): DependencyItem | undefined {
  const value = mapping[name];
  const isDetailed = isMapping(value) && !Object.keys(value).some((key) => PLACE_FIELDS.test(key));
  const version = isDetailed ? scalarIn(value, 'version') : scalarIn(mapping, name);
  return version === undefined ? undefined : { name, version };
}

function textItem(parent: object, key: string | number, value: unknown): DependencyItem | undefined {
  if (value === null || value === undefined || typeof value === 'object') return undefined;
  return { text: (rawText(parent, key) ?? textOfScalar(value)).trim() };
}

/** '' for what is not there; undefined for a list or a mapping. */
function scalarIn(mapping: YamlMapping, key: string): string | undefined {
  const value = mapping[key];
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? undefined : (rawText(mapping, key) ?? textOfScalar(value)).trim();
}

function textOfScalar(value: unknown): string {
  return String(value);
}

function shownAs(value: unknown): string {
  return JSON.stringify(value).slice(0, 200);
}
