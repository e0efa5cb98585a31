import type { ComponentChildren } from 'preact';

interface Props {
  caption: string;
  columns: readonly string[];
  children: ComponentChildren;
}

/** A table that scrolls sideways in a narrow window, and not the page with it. */
export function Table({ caption, columns, children }: Props) {
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
