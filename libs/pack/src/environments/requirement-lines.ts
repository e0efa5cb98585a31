import { tooMuchRequired } from './requirements-budget';

export interface RequirementLine {
  /** Counted from 1: where it begins. */
  number: number;
  text: string;
}

/** What ends a line for Python's `splitlines`, and so for pip. */
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
/** Together with what it goes on in: packages have a few hundred hashes at most. */
const MAX_LINE_LENGTH = 64 * 2 ** 10;
const MAX_LINES = 20_000;

/**
 * Lines as pip reads them: those that end in a backslash go on in the next, and comments are left out.
 * @throws RejectedError LIMIT_EXCEEDED, naming the file, and the line that is too long
 */
export function requirementLines(text: string, file: string): RequirementLine[] {
  const lines: RequirementLine[] = [];
  let begun: RequirementLine | undefined;
  for (const [index, line] of text.split(LINE_END).entries()) {
    const current: RequirementLine = begun ?? { number: index + 1, text: '' };
    const isComment = /^\s*#/.test(line);
    const goesOn = !isComment && line.endsWith('\\');
    const joined = { ...current, text: `${current.text}${goesOn ? line.slice(0, -1) : line}` };
    if (joined.text.length > MAX_LINE_LENGTH)
      throw tooMuchRequired(
        `${file}, line ${joined.number} has ${joined.text.length} characters or more`,
        MAX_LINE_LENGTH,
      );
    // A comment ends what went on, as it does for pip.
    if (!goesOn) lines.push(joined);
    begun = goesOn ? joined : undefined;
  }
  if (begun !== undefined) lines.push(begun);
  const written = lines
    .map(({ number, text: raw }) => ({ number, text: withoutComment(raw).trim() }))
    .filter((line) => line.text !== '');
  if (written.length > MAX_LINES) throw tooMuchRequired(`${file} has ${written.length} requirements`, MAX_LINES);
  return written;
}

/** By steps instead of an expression, which would look at a long row of blanks from each of them. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1))
    if (at === 0 || /\s/.test(line.charAt(at - 1))) return line.slice(0, at);
  return line;
}
