import { CappedMessages } from '../capped-messages';
import { isMapping, type YamlMapping } from '../yaml/mapping';
import { describePosition, type Position } from '../yaml/node';
import type { FieldPath } from './bundle-problem';

/** Where a field was written. */
export type FieldPositions = (field: FieldPath) => Position | undefined;

const MAX_SHOWN_LENGTH = 200;

/** Reads hand-written fields, whatever they hold, and collects what is wrong with them as sentences. */
export class FieldReader {
  readonly problems = new CappedMessages();
  readonly warnings = new CappedMessages();

  constructor(private readonly places: FieldPositions = () => undefined) {}

  /** `commands.date.rules (line 9, column 5)`. */
  place(path: FieldPath): string {
    const place = this.places(path);
    const name = path.join('.');
    const shown = name.length > MAX_SHOWN_LENGTH ? `${name.slice(0, MAX_SHOWN_LENGTH)}…` : name;
    return place === undefined ? shown : `${shown} (${describePosition(place)})`;
  }

  text(mapping: YamlMapping, key: string, within: FieldPath = []): string | undefined {
    const value = mapping[key];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    this.problems.add(() => `${this.place([...within, key])} has to be a text`);
    return undefined;
  }

  texts(mapping: YamlMapping, key: string, within: FieldPath = []): string[] {
    return this.list(mapping, key, within).flatMap((item, index) => {
      if (item === null || item === undefined) return [''];
      if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return [String(item)];
      this.problems.add(() => `${this.place([...within, key, String(index)])} has to be a text`);
      return [];
    });
  }

  list(mapping: YamlMapping, key: string, within: FieldPath = []): unknown[] {
    const value = mapping[key];
    if (isNothing(value)) return [];
    if (Array.isArray(value)) return value as unknown[];
    this.problems.add(() => `${this.place([...within, key])} has to be a list, but is ${nameOf(value)}`);
    return [];
  }

  /** Undefined when there is none. */
  mapping(mapping: YamlMapping, key: string, within: FieldPath = []): YamlMapping | undefined {
    const value = mapping[key];
    if (isNothing(value)) return undefined;
    if (isMapping(value)) return value;
    this.problems.add(() => `${this.place([...within, key])} has to be a mapping, but is ${nameOf(value)}`);
    return undefined;
  }

  /** Unknown fields are told, not refused: newer tools may know them. */
  noteUnknown(mapping: YamlMapping, known: readonly string[], within: FieldPath = []): void {
    for (const key of Object.keys(mapping)) {
      if (known.includes(key)) continue;
      const advice = key === 'docker' ? '; name the image with image: repository:tag' : '';
      this.warnings.add(
        () => `${this.place([...within, key])} is no field of a bundle config and was ignored${advice}`,
      );
    }
  }
}

/** What an empty value looks like, depending on who read the file. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === '~' || value === 'null';
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isMapping(value) ? 'a mapping' : `the text '${String(value).slice(0, 60)}'`;
}
