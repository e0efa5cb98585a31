import { type Event, parseEvents, YAMLException } from 'js-yaml';

export interface Parsed {
  events: Event[];
  /** What the offsets of the events mean: the file's text, with blanks in front of some of its lines. */
  text: string;
  /** How many blanks, by line from 0. */
  shifts: ReadonlyMap<number, number>;
}

/** Parsing again for each line is quadratic, which a hostile file could make use of. */
const MAX_CHARACTERS_PARSED = 8_000_000;

/**
 * Parses what the readers that are built on libyaml accept, as PyYAML, Go's and Rust's YAML are: inside of quotes and
 * brackets a line may begin further left than the key that it belongs to, which js-yaml refuses as the standard does. How
 * far such a line is indented means nothing, so it is indented further and the text is parsed again.
 * @throws YAMLException with a mark in the text as it was given
 */
export function parseTolerantly(given: string): Parsed {
  const shifts = new Map<number, number>();
  const lines = splitLines(given);
  const blanks = ' '.repeat(lines.reduce((most, line) => Math.max(most, indentationOf(line)), 0) + 1);
  let text = given;
  for (let parsed = 0; ; parsed += text.length) {
    try {
      return { events: parseEvents(text, {}), text, shifts };
    } catch (error) {
      if (!(error instanceof YAMLException) || error.mark === undefined) throw error;
      const { line } = error.mark;
      if (!mayBeIndented(error, lines[line]) || shifts.has(line) || parsed > MAX_CHARACTERS_PARSED) {
        throw withPlaceIn(given, error, shifts);
      }
      shifts.set(line, blanks.length);
      text = lines.map((written, number) => (shifts.has(number) ? blanks + written : written)).join('');
    }
  }
}

/** A mark of the document's start or end is no text, wherever it stands. */
function mayBeIndented(error: YAMLException, line: string | undefined): boolean {
  return error.reason === 'deficient indentation' && line !== undefined && !/^(---|\.\.\.)(\s|$)/.test(line);
}

function withPlaceIn(given: string, error: YAMLException, shifts: ReadonlyMap<number, number>): YAMLException {
  const { mark } = error;
  if (mark === undefined || shifts.size === 0) return error;
  const column = Math.max(mark.column - (shifts.get(mark.line) ?? 0), 0);
  return new YAMLException(error.reason, { ...mark, buffer: given, column });
}

/** With their ends. */
function splitLines(text: string): string[] {
  return text.split(/(?<=\n|\r(?!\n))/);
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}
