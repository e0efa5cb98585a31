// C0, DEL, C1, line and paragraph separators, and what changes the direction of a line.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const NAMES: Record<string, string> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/** Control characters as escapes, line ends too. */
export function inOneLine(text: string): string {
  return text.replace(CONTROL, escaped);
}

/** Control characters as escapes. Lines stay lines; all but the first are indented, so that none looks like a new entry. */
export function inItsLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line, index) => (index === 0 || /^( {4}|$)/.test(line) ? '' : '    ') + inOneLine(line))
    .join('\n');
}

function escaped(character: string): string {
  return NAMES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
