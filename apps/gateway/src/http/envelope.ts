import type { Pagination } from '@packyard/contracts';

export interface Page {
  page: number;
  pageSize: number;
}

/** Attune's API names its lists `items`, and its command line reads `data`: both are there. */
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
