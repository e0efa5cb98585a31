import type { Position } from './node';

/** Offsets of a text become lines and columns; a byte order mark takes no column. */
export class PositionFinder {
  private readonly starts: number[] = [0];

  /** @param shifts by line (from 0): how many characters were put at its start that are not in the file */
  constructor(
    text: string,
    private readonly shifts: ReadonlyMap<number, number> = new Map(),
  ) {
    for (let at = 0; at < text.length; at += 1) {
      const isBreak = text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
      if (isBreak) this.starts.push(at + 1);
    }
    if (text.startsWith('\uFEFF')) this.starts[0] = 1;
  }

  positionOf(offset: number): Position {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (this.starts[low] ?? 0) - (this.shifts.get(low) ?? 0);
    return { line: low + 1, column: Math.max(column, 0) + 1 };
  }
}
