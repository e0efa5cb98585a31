// The figures as a table in Markdown.
import { median } from './statistics.mjs';

/** `rows` have what, unit and the values of all runs; a goal where there is one. */
export function printTable(rows) {
  const cells = [
    ['where', 'what', 'unit', 'minimum', 'median', 'maximum', 'runs', 'goal'],
    ['---', '---', '---', '---:', '---:', '---:', '---:', '---'],
    ...rows.map(({ where, what, unit, values, goal = '' }) => {
      const spread = [Math.min(...values), median(values), Math.max(...values)].map(rounded);
      return [where, what, unit, ...spread, String(values.length), goal];
    }),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells) {
    console.log(`| ${row.map((cell, column) => padded(cell, widths[column], cells[1][column])).join(' | ')} |`);
  }
}

function padded(cell, width, ruler) {
  if (cell === ruler) return ruler.endsWith(':') ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width);
  return ruler.endsWith(':') ? cell.padStart(width) : cell.padEnd(width);
}

function rounded(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
