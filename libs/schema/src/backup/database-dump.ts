import { z } from 'zod';

const Table = z.object({
  /** Part of the name of a file. */
  name: z.string().regex(/^\w+$/),
  /** In the order in which the rows of its file have them. */
  columns: z.array(z.string()),
  rows: z.number().int().min(0),
  sha256: z.string(),
});
const Sequence = z.object({ name: z.string(), lastValue: z.string() });

/** What was written of a database, and how it has to be read. The rows of each table are in a file of its name. */
export const DatabaseDump = z.object({
  /** The migrations of the database, oldest first. */
  migrations: z.array(z.string()),
  tables: z.array(Table),
  sequences: z.array(Sequence),
  /** What its rows say about the disk, at the same moment. */
  contents: z.object({
    /** Relative to the store's packs folder. */
    packs: z.array(z.object({ path: z.string(), digest: z.string() })),
    /** Relative to the store's environments folder. */
    environments: z.array(z.string()),
    /** Packs of what is under way, relative to the staging area. Backups of former versions name none. */
    staged: z.array(z.string()).default([]),
  }),
});
export type DatabaseDump = z.infer<typeof DatabaseDump>;

/** The file with the rows of a table, in the folder of a dump. */
export function fileOf(table: string): string {
  return `${table}.copy`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
