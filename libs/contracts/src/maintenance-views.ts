import { z } from 'zod';

const bytes = z.number().int().describe('As du -sb counts: files, folders and links; a file with several names once.');
const files = z.number().int().describe('All that are no folders.');
const path = z.string().describe('Relative to the home.');

export const CollectBody = z.strictObject({
  dry_run: z.boolean().default(false).describe('Only tell what would go.'),
});

/** What maintenance has removed, or would. */
export const CollectionView = z.object({
  dry_run: z.boolean(),
  is_complete: z.boolean().describe('False when a pack was just being published, or something could not be removed.'),
  bytes,
  items: z.array(z.object({ kind: z.string(), path, reason: z.string(), bytes, files })),
  rows: z.record(z.string(), z.number().int()).describe('How many went from the database, by what they are.'),
  failures: z.array(z.object({ path: z.string(), reason: z.string() })),
});
export type CollectionView = z.infer<typeof CollectionView>;

const UsedPath = z.object({ path, bytes, files });

/** What lies in the home of the service, and what keeps it there. */
export const UsageView = z.object({
  home: z.string(),
  bytes: bytes.describe('Of the whole home, as du -sb counts.'),
  files,
  areas: z.array(UsedPath).describe("All that lies directly in the home; with the home's own folder, the whole."),
  items: z.array(
    UsedPath.extend({ kept_by: z.array(z.string()).describe('Empty when maintenance takes it the next time.') }),
  ),
  database: z.object({
    bytes: z.number().int(),
    tables: z.array(
      z.object({
        name: z.string(),
        rows: z.number().int().describe('As PostgreSQL estimates them.'),
        bytes: z.number().int().describe('With indexes.'),
      }),
    ),
  }),
});
export type UsageView = z.infer<typeof UsageView>;
