import { visible } from '@packyard/contracts';

const BREAKS = /[\n\r\t]/g;
const NAMES: Record<string, string> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/** Control characters as escapes, line ends too. */
export function inOneLine(text: string): string {
  return visible(text.replace(BREAKS, (character) => NAMES[character] ?? character));
}

/** Control characters as escapes. Lines stay lines; all but the first are indented, so that none looks like a new entry. */
export function inItsLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line, index) => (index === 0 || /^( {4}|$)/.test(line) ? '' : '    ') + inOneLine(line))
    .join('\n');
}
