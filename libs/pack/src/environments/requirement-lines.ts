export interface RequirementLine {
  /** Counted from 1: where it begins. */
  number: number;
  text: string;
}

/** What ends a line for Python's `splitlines`, and so for pip. */
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** Lines as pip reads them: those that end in a backslash go on in the next, and comments are left out. */
export function requirementLines(text: string): RequirementLine[] {
  const lines: RequirementLine[] = [];
  let begun: RequirementLine | undefined;
  for (const [index, line] of text.split(LINE_END).entries()) {
    const current: RequirementLine = begun ?? { number: index + 1, text: '' };
    const isComment = /^\s*#/.test(line);
    if (!isComment && line.endsWith('\\')) {
      begun = { ...current, text: `${current.text}${line.slice(0, -1)}` };
      continue;
    }
    // A comment ends what went on, as it does for pip.
    lines.push({ ...current, text: `${current.text}${line}` });
    begun = undefined;
  }
  if (begun !== undefined) lines.push(begun);
  return lines
    .map(({ number, text: raw }) => ({ number, text: raw.replace(/(^|\s+)#.*$/, '').trim() }))
    .filter((line) => line.text !== '');
}
