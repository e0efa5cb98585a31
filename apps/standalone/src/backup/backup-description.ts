import { DatabaseDump } from '@packyard/schema';
import { z } from 'zod';

/**
 * The first entry of a backup. Beside it lie `tables/`, the rows of the database, and `home/`, what can't be made again of
 * the home folder.
 */
export const BackupDescription = z.object({
  format: z.literal(1),
  /** The version that made it. */
  packyard: z.string(),
  /** ISO 8601. */
  made: z.iso.datetime(),
  /** Environments work at this path only. */
  home: z.string(),
  /** As {@link machinePlatform} has it: environments work on machines like this one only. */
  platform: z.string(),
  database: DatabaseDump,
  /** Versions, by their paths in the store of packs, that lack files here: their paths were too long for a copy. */
  incomplete: z.array(z.string()).default([]),
});
export type BackupDescription = z.infer<typeof BackupDescription>;

export const DESCRIPTION = 'backup.json';
export const TABLES_ENTRY = 'tables';
export const HOME_ENTRY = 'home';
export const END_ENTRY = 'end';

/** What is made again by itself, or belongs to this machine, or to PostgreSQL. */
export const LEFT_OUT: readonly RegExp[] = [
  /^postgres(?:-|$)/,
  /^(?:cache|tools|trash|uploads|incoming|address)$/,
  /^\.(?:backup|restore)-/,
];
