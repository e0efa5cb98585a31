import { maskText } from '@packyard/contracts';

const NO_COLUMN = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const TWO_COLUMNS =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]$/u;

/** Text of others on one line: secrets masked, and nothing in it that moves the cursor. */
export function oneLine(text: string): string {
  return maskText(text).replace(/\s+/g, ' ').trim();
}

/** `1 package`, `2 packages`. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  const plural = /[^aeiou]y$/.test(noun) ? noun.replace(/y$/, 'ies') : noun.endsWith('s') ? `${noun}es` : `${noun}s`;
  return `${count} ${plural}`;
}

/** How many columns of a terminal a text without control characters takes. */
export function widthOf(text: string): number {
  return Array.from(text).reduce((width, character) => width + widthOfCharacter(character), 0);
}

/** Cuts a text to a width, so that no line wraps; one that is cut ends with …. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width < 1) return '';
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += widthOfCharacter(character);
    if (used > width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Fills a text up to a width with spaces. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function widthOfCharacter(character: string): number {
  if (NO_COLUMN.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}
