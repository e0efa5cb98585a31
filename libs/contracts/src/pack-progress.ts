import { z } from 'zod';
import { Digest } from './identifiers';

/** What the download stage found out about a pack. */
export const DownloadedPack = z.strictObject({
  /** In Attune's words: git, archive, local_directory, local_archive, registry. */
  sourceType: z.string(),
  gitCommit: z.string().optional(),
  /** Of the archive's bytes, when there was an archive. */
  checksum: z.string().optional(),
  digest: Digest,
  /** The pack's root, relative to the staging folder. */
  stagedPath: z.string(),
  warnings: z.array(z.string()),
});
export type DownloadedPack = z.infer<typeof DownloadedPack>;

/** What the register stage did with a pack. */
export const RegisteredPack = z.strictObject({
  packId: z.number(),
  packVersionId: z.number(),
  /** Absolute path of the link through which the enabled version is reached. */
  storagePath: z.string(),
  /** By plural kind, `{"actions": 10, …}`. */
  components: z.record(z.string(), z.number()),
  /** The version that was enabled before, if it was another. */
  replacedVersion: z.string().optional(),
  /** The same version with the same content was installed already. */
  wasInstalled: z.boolean(),
});
export type RegisteredPack = z.infer<typeof RegisteredPack>;
