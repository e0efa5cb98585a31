import { maskSecrets, visible } from '@packyard/contracts';
import type { Style } from './progress/style';
import { oneLine, pad, widthOf } from './progress/text';

/** Columns as wide as their widest cell. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], style: Style): string[] {
  const cells = rows.map((row) => row.map(oneLine));
  const widths = header.map((title, column) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [style.bold(line(header)), ...cells.map(line)];
}

/** `name: value` lines with the values below each other. */
export function fields(pairs: readonly (readonly [string, string | null | undefined])[]): string[] {
  const shown = pairs.filter(
    (pair): pair is readonly [string, string] => typeof pair[1] === 'string' && pair[1] !== '',
  );
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${`${name}:`.padEnd(width + 2)}${oneLine(value)}`);
}

/** One JSON document. Texts of others are masked in it as everywhere; it stays what it was otherwise. */
export function jsonText(value: unknown): string {
  const masked = (_key: string, item: unknown) => (typeof item === 'string' ? maskSecrets(item) : item);
  return visible(JSON.stringify(value, masked, 2));
}
