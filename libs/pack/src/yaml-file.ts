import { load, YAML11_SCHEMA, YAMLException } from 'js-yaml';
import type { PackFiles } from './pack-files';

export type YamlMapping = Record<string, unknown>;

export type YamlFile = { mapping: YamlMapping; text: string } | { problem: string };

/**
 * Reads a file as YAML 1.1, which is what real packs are written in; of a duplicate key the last one counts.
 * Returns the problem in words, with the line, when the file can't be read as a mapping.
 */
export async function readYamlFile(files: PackFiles, file: string): Promise<YamlFile> {
  const text = await files.text(file);
  if (text.trim() === '') return { problem: 'holds nothing' };
  try {
    const value = load(text, { schema: YAML11_SCHEMA, json: true });
    if (!isMapping(value)) return { problem: `holds ${nameOf(value)} instead of a mapping` };
    const problem = contentProblem(value);
    return problem === undefined ? { mapping: value, text } : { problem };
  } catch (error) {
    if (error instanceof RangeError) return { problem: TOO_DEEP };
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? '' : ` in line ${error.mark.line + 1}`;
    return { problem: `is not valid YAML${line}: ${error.reason}` };
  }
}

export function isMapping(value: unknown): value is YamlMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The scalar of a top-level key as it is written, so that `version: 1.10` is not read as a number. */
export function scalarText(text: string, key: string): string | undefined {
  const pattern = new RegExp(`^${key}[ \\t]*:[ \\t]+(.*)$`, 'm');
  const written = pattern.exec(text)?.[1]?.trim();
  if (written === undefined || written === '' || /^[|>&*!{[]/.test(written)) return undefined;
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(written);
  return quoted ? quoted[2] : written.replace(/\s+#.*$/, '');
}

// Far more than any real file holds. Aliases let a few lines of YAML stand for billions of values, or for themselves.
const MOST_VALUES = 200_000;
const MOST_LEVELS = 100;
const TOO_DEEP = `holds values inside of each other, more than ${MOST_LEVELS} levels deep`;

/** What JSON can't hold, or could only hold by filling the memory. */
export function contentProblem(root: YamlMapping): string | undefined {
  let level: unknown[] = [root];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) return TOO_DEEP;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
        return 'contains a NUL character or half a character';
      }
      count += addChildren(value, next);
      if (count > MOST_VALUES) return `stands for more than ${MOST_VALUES} values, by its aliases`;
    }
    level = next;
  }
  return undefined;
}

/** Returns how many there are. One by one: as arguments they would have to fit on the stack. */
function addChildren(value: unknown, to: unknown[]): number {
  const before = to.length;
  if (Array.isArray(value)) for (const item of value as unknown[]) to.push(item);
  else if (isMapping(value)) for (const [key, item] of Object.entries(value)) to.push(key, item);
  return to.length - before;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `the value ${JSON.stringify(value)}`;
}
