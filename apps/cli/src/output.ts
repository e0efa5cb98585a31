import type { Style } from './progress/style';

/** Columns as wide as their widest cell; nothing but a sentence when there is nothing to show. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], style: Style): string[] {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [style.bold(line(header)), ...rows.map(line)];
}

/** `name: value` lines with the values below each other. */
export function fields(pairs: readonly (readonly [string, string | null | undefined])[]): string[] {
  const shown = pairs.filter(
    (pair): pair is readonly [string, string] => typeof pair[1] === 'string' && pair[1] !== '',
  );
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${`${name}:`.padEnd(width + 2)}${value}`);
}
