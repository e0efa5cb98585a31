/** A text that is no rule. Line and column begin at 1 and point at the word that does not fit. */
export class RuleSyntaxError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(
    message: string,
    text: string,
    readonly offset: number,
  ) {
    const before = text.slice(0, offset).split('\n');
    const line = before.length;
    const column = (before.at(-1) ?? '').length + 1;
    super(`${message} (line ${line}, column ${column})`);
    this.name = 'RuleSyntaxError';
    this.line = line;
    this.column = column;
  }
}
