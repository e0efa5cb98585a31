import type { Pagination } from '@packyard/contracts';

export interface Page {
  page: number;
  pageSize: number;
}

/** Lists appear twice: Attune's API calls them `items`, and its command line reads `data`. */
export function pageOf<Item>(items: readonly Item[], total: number, { page, pageSize }: Page) {
  const pages = Math.ceil(total / pageSize);
  const pagination: Pagination = {
    page,
    page_size: pageSize,
    total_items: total,
    total_pages: pages,
    has_previous: page > 1,
    has_next: page < pages,
  };
  return { items, pagination, data: items };
}
