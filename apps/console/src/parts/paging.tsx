import type { Page } from '../api/types';

interface Props {
  pagination: Page<unknown>['pagination'];
  onPage: (page: number) => void;
  /** What stands on the buttons; most lists have the newest first. */
  words?: readonly [string, string];
}

export function Paging({ pagination, onPage, words: [before, after] = ['Newer', 'Older'] }: Props) {
  const { page, total_pages: pages, has_next: hasNext, has_previous: hasPrevious } = pagination;
  if (pages <= 1) return null;
  return (
    <nav class="paging" aria-label="Pages of the list">
      <button type="button" disabled={!hasPrevious} onClick={() => onPage(page - 1)}>
        {before}
      </button>
      <span>
        {page} of {pages}
      </span>
      <button type="button" disabled={!hasNext} onClick={() => onPage(page + 1)}>
        {after}
      </button>
    </nav>
  );
}
