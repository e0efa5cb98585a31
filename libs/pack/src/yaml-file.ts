import { readFile } from 'node:fs/promises';
import { load, YAML11_SCHEMA, YAMLException } from 'js-yaml';

export type YamlMapping = Record<string, unknown>;

export type YamlFile = { mapping: YamlMapping; text: string } | { problem: string };

/**
 * Reads a file as YAML 1.1, which is what real packs are written in; of a duplicate key the last one counts.
 * Answers the problem in words, with the line, when the file can't be read as a mapping.
 */
export async function readYamlFile(path: string): Promise<YamlFile> {
  const text = await readFile(path, 'utf8');
  if (text.trim() === '') return { problem: 'holds nothing' };
  try {
    const value = load(text, { schema: YAML11_SCHEMA, json: true });
    if (!isMapping(value)) return { problem: `holds ${nameOf(value)} instead of a mapping` };
    const problem = contentProblem(value);
    return problem === undefined ? { mapping: value, text } : { problem };
  } catch (error) {
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

/** What JSON can't hold, or could only hold by filling the memory. */
export function contentProblem(root: YamlMapping): string | undefined {
  const open: unknown[] = [root];
  for (let count = 0; open.length > 0; count += 1) {
    if (count > MOST_VALUES) return `stands for more than ${MOST_VALUES} values, by its aliases`;
    const value = open.pop();
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
      return 'contains a NUL character or half a character';
    }
    // One by one: as arguments they would have to fit on the stack.
    if (Array.isArray(value)) for (const item of value as unknown[]) open.push(item);
    else if (isMapping(value)) for (const [key, item] of Object.entries(value)) open.push(key, item);
  }
  return undefined;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `the value ${JSON.stringify(value)}`;
}
