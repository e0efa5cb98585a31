import { visibleMarks } from '@packyard/contracts';
import { dump } from 'js-yaml';
import type { Style } from '../progress/style';
import { oneLine } from '../progress/text';
import { jsonText, table } from '../output';
import { formatOf, type OutputOptions } from './output-format';

/** A title, and what stands below it; `wide` columns are shown when they are asked for. */
export type Column<Row> = readonly [title: string, cell: (row: Row) => string | null, isWide?: 'wide'];

type Named = string | { ref: string } | { id: number | string } | { name: string };

/** What another command takes to mean it; things that have a ref, an id or a name say it themselves. */
type Names<Answer> = Answer extends Named | readonly Named[]
  ? { names?: (answer: Answer) => readonly (string | number)[] }
  : { names: (answer: Answer) => readonly (string | number)[] };

interface Lines<Answer> {
  /** For people. */
  lines: (answer: Answer, isWide: boolean) => readonly string[];
}

interface Columns<Row> {
  columns: readonly Column<Row>[];
  /** Said instead of an empty table. */
  nothing?: string;
}

/** How an answer is shown: as lines, or as columns when it is a list. */
export type Rendering<Answer> = Names<Answer> &
  (Lines<Answer> | (Answer extends readonly (infer Row)[] ? Columns<Row> : never));

/** The one place that makes text of an answer, in the format that was asked for. */
export function render<Answer>(
  answer: Answer,
  { style, ...options }: OutputOptions & { style: Style },
  rendering: Rendering<Answer>,
): string[] {
  const format = formatOf(options);
  switch (format) {
    case 'json':
      return [jsonText(answer)];
    case 'yaml':
      return [yamlText(answer)];
    case 'name':
      return namesOf(answer, (rendering as Partial<Rendering<Answer>>).names).map((name) => oneLine(String(name)));
    case 'table':
    case 'wide': {
      const shown = rendering as unknown as Lines<Answer> | Columns<unknown>;
      if ('lines' in shown) return [...shown.lines(answer, format === 'wide')];
      return columnLines(answer as readonly unknown[], shown, { isWide: format === 'wide', style });
    }
  }
}

/** A YAML document with nothing folded; masked like JSON, and the same when it is read. */
export function yamlText(value: unknown): string {
  const masked: unknown = JSON.parse(jsonText(value));
  const text = dump(masked, PLAIN).trimEnd();
  // Marks that nobody sees have an escape between double quotes only.
  return visibleMarks(text) === text ? text : visibleMarks(dump(masked, QUOTED).trimEnd());
}

const PLAIN = { lineWidth: -1, noRefs: true };
const QUOTED = { ...PLAIN, forceQuotes: true, quotingType: '"' as const };

function columnLines<Row>(
  rows: readonly Row[],
  { columns, nothing }: Columns<Row>,
  { isWide, style }: { isWide: boolean; style: Style },
): string[] {
  if (rows.length === 0 && nothing !== undefined) return [nothing];
  const shown = columns.filter(([, , wide]) => isWide || wide === undefined);
  return table(
    shown.map(([title]) => title),
    rows.map((row) => shown.map(([, cell]) => cell(row) ?? '-')),
    style,
  );
}

function namesOf<Answer>(
  answer: Answer,
  names: ((answer: Answer) => readonly (string | number)[]) | undefined,
): readonly (string | number)[] {
  return names === undefined ? [answer as Named | readonly Named[]].flat().map((one) => nameOf(one)) : names(answer);
}

function nameOf(one: Named): string | number {
  if (typeof one === 'string') return one;
  if ('ref' in one) return one.ref;
  return 'id' in one ? one.id : one.name;
}
