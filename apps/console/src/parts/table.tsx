import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  caption: string;
  columns: readonly string[];
  children: ComponentChildren;
}

/** A table; in a narrow window each row is a card, whose lines begin with the names of the columns. */
export function Table({ caption, columns, children }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  useLayoutEffect(() => {
    for (const row of body.current?.rows ?? []) {
      // Told by name: what is laid out as cards is no table to a screen reader by itself.
      row.role = 'row';
      for (const [at, cell] of [...row.cells].entries()) {
        cell.role = 'cell';
        cell.dataset['label'] = columns[at];
      }
    }
  });
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={caption}>
      <table role="table">
        <caption class="hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column} scope="col" role="columnheader">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} role="rowgroup">
          {children}
        </tbody>
      </table>
    </div>
  );
}
