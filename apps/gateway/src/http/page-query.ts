import { z } from 'zod';
import type { Page } from './envelope';
import { parseRequest } from './errors/parameters-invalid';

const MAX_ON_A_PAGE = 100;

/** For numbers in a query: an empty text is none, which would count as 0. */
export const nonEmptyNumber = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given) => (given === '' ? Number.NaN : given), schema);

/** Query parameters of every list. */
export const PageQuery = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(50)
    .describe(`At most ${MAX_ON_A_PAGE} are answered.`),
});

/** The requested page, and its offset in the list. */
export function readPage(query: unknown): Page & { limit: number; offset: number } {
  const { page, page_size: pageSize } = parseRequest(PageQuery, query);
  const limit = Math.min(pageSize, MAX_ON_A_PAGE);
  return { page, pageSize, limit, offset: (page - 1) * limit };
}
