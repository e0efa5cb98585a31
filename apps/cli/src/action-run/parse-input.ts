import { isUtf8 } from 'node:buffer';
import { CliError, EXIT_CODES } from '../cli-error';
import { parseJson } from '../parse-json';

/**
 * Parameters as a platform writes them to an action's standard input: one JSON object, or dotenv lines, in which a value
 * may stand in quotes and `'` is written `'\''` between single ones.
 * @throws CliError when it is something, but neither
 */
export function parseInput(given: Buffer): Record<string, unknown> {
  const text = given.toString('utf8');
  if (!isUtf8(given) || text.includes('\0')) throw notUnderstood('is no text in UTF-8');
  if (/^\s*[{[]/.test(text)) {
    const value = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    throw notUnderstood(value === undefined ? 'begins like JSON, but is none' : 'is a list, not an object');
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const named = lines.filter((line) => line.includes('='));
  if (lines.length > 0 && named.length === 0) throw notUnderstood('is neither a JSON object nor lines of name=value');
  return Object.fromEntries(named.map(readLine));
}

function notUnderstood(what: string): CliError {
  const hint = 'Give the parameters as one JSON object, or as lines of name=value, in UTF-8.';
  return new CliError(`The standard input ${what}.`, hint, EXIT_CODES.usage);
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
