/** Text as it is, wherever in a page of man(7): nothing in it is a request or an escape. */
export function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/[^\x00-\x7e]/gu, (character) => `\\[u${hex(character)}]`)
    .replace(/^([.'])/gm, '\\&$1');
}

/** One argument of a macro. */
export function quoted(text: string): string {
  return `"${roff(text.replaceAll(/\s+/g, ' ')).replaceAll('"', '\\(dq')}"`;
}

/** Nothing when there is nothing in it; a paragraph begins only between two others. */
export function section(title: string, lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (const line of lines) {
    if (line !== '.PP' || (kept.length > 0 && kept.at(-1) !== '.PP')) kept.push(line);
  }
  if (kept.at(-1) === '.PP') kept.pop();
  return kept.length === 0 ? [] : [`.SH ${quoted(title)}`, ...kept];
}

/** A term, and indented below it what it means. */
export function item(term: string, meaning: string): string[] {
  return ['.TP', bold(term), roff(meaning) || '\\&'];
}

export function bold(text: string): string {
  return `\\fB${roff(text).replace(/^\\&/, '')}\\fR`;
}

/** Lines that stay as they are, such as examples. */
export function verbatim(lines: readonly string[]): string[] {
  return ['.PP', '.nf', '.RS 4', ...lines.map((line) => roff(line) || '\\&'), '.RE', '.fi'];
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
