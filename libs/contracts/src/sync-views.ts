import { z } from 'zod';
import { PARAMETERS } from './actions/parameters';
import { PackRef } from './identifiers';

export const SYNC_CHANGES = ['install', 'replace', 'disable'] as const;

/** What is wanted: packs by name, each with a range of versions in the registries, or with its source. */
export const SyncBody = z.strictObject({
  packs: z
    .record(PackRef, z.string().max(4096))
    .refine((packs) => Object.keys(packs).length <= 500, 'must have at most 500 entries')
    .describe('By name: a range such as ^1.2 or *, or a source as core.install_packs takes it.'),
  prune: z.boolean().default(false).describe('Disable packs that are neither wanted nor needed by those that are.'),
  dry_run: z.boolean().default(false).describe('Only tell what differs.'),
  force: z.boolean().default(false).describe('As the parameter of core.install_packs.'),
  skip_tests: z.boolean().default(false).describe('As the parameter of core.install_packs.'),
  index_credentials: PARAMETERS.index_credentials,
});
export type SyncBody = z.infer<typeof SyncBody>;

export const SyncView = z.object({
  changes: z
    .array(
      z.object({
        ref: z.string(),
        change: z.enum(SYNC_CHANGES),
        from: z.string().nullable().describe('The enabled version.'),
        wanted: z.string().nullable().describe('The range or source; null for what is not wanted.'),
        reason: z.string(),
      }),
    )
    .describe('What differed when it was asked, by name.'),
  execution_id: z.int().nullable().describe('What makes it so; null when nothing has to be installed.'),
  generation: z.int().nullable().describe('Made by disabling alone; null when nothing was.'),
});
export type SyncView = z.infer<typeof SyncView>;
