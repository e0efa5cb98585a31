import { z } from 'zod';
import { PackRef } from './identifiers';
import { LockedEnvironments, Sha256, Source } from './source';

/** One enabled version, as a lock names it. */
export const PackLockEntry = z.strictObject({
  ref: PackRef,
  version: z.string().regex(/^[0-9A-Za-z][\w.+-]{0,100}$/),
  digest: z.string().describe('Of the files of the pack, as it is computed when it is installed.'),
  source: Source.describe('Without secrets; of a git repository the commit.'),
  environments: LockedEnvironments,
});
export type PackLockEntry = z.infer<typeof PackLockEntry>;

/** What is enabled, to the digest: another service that installs it has the same packs, with the same packages. */
export const PackLock = z.strictObject({
  format: z.literal('packyard-lock-1'),
  platform: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .describe('Where the environments were locked, such as linux-x64.'),
  packs: z.array(PackLockEntry).max(2000).describe('By name.'),
  environment_locks: z
    .record(Sha256, z.string())
    .describe('The text of each lockfile of an environment, by its SHA-256.'),
});
export type PackLock = z.infer<typeof PackLock>;

/** What installing a lock leads to. */
export const LockInstalledView = z.object({
  execution_id: z.int().nullable().describe('Null when all of it is so already.'),
  unchanged: z.array(z.string()).describe('Packs that were as the lock says, by name.'),
});
export type LockInstalledView = z.infer<typeof LockInstalledView>;
