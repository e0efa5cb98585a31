import { parseJson } from '../parse-json';

/**
 * Parameters as a platform writes them to an action's standard input: one JSON object, or dotenv lines, in which a value
 * may stand in quotes and `'` is written `'\''` between single ones.
 */
export function parseInput(text: string): Record<string, unknown> {
  if (text.trim().startsWith('{')) {
    const value = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  }
  const lines = text.split(/\r?\n/).filter((line) => line.includes('=') && !line.trimStart().startsWith('#'));
  return Object.fromEntries(lines.map(readLine));
}

function readLine(line: string): [string, string] {
  const at = line.indexOf('=');
  const value = line.slice(at + 1).trim();
  return [line.slice(0, at).trim(), unquote(value)];
}

function unquote(value: string): string {
  if (/^'.*'$/.test(value)) return value.slice(1, -1).replaceAll(`'\\''`, "'");
  return /^".*"$/.test(value) ? value.slice(1, -1) : value;
}
