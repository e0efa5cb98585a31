import { z } from 'zod';
import { BuiltEnvironmentsOutput } from './actions/build-pack-envs';
import { AnalyzedPackOutput } from './actions/get-pack-dependencies';
import { TestResultOutput } from './actions/register-packs';
import { Digest } from './identifiers';
import { SignatureOutcome } from './trust-views';
import { PlannedPack } from './plan';

/** What a download took, in bytes. What was not fetched was there already: from the cache, or in an installed version. */
export const Transfer = z.strictObject({ transferredBytes: z.int(), archiveBytes: z.int() });
export type Transfer = z.infer<typeof Transfer>;

/** What the download stage found out about a pack. */
export const DownloadResult = z.strictObject({
  /** In Attune's words: git, archive, local_directory, local_archive, registry. */
  sourceType: z.string(),
  gitCommit: z.string().optional(),
  /** Of the archive's bytes, when there was an archive. */
  checksum: z.string().optional(),
  transfer: Transfer.optional(),
  digest: Digest,
  /** Null, or absent in what was stored before, when no policy asks for one. */
  signature: SignatureOutcome.nullable().optional(),
  /** The pack's root, relative to the staging folder. */
  stagedPath: z.string(),
  /** Where it lies in what its source holds; absent where it is all of it. */
  subPath: z.string().optional(),
  /** Its digest in the content store, where there is one. */
  content: Digest.optional(),
  warnings: z.array(z.string()),
});
export type DownloadResult = z.infer<typeof DownloadResult>;

/** What is known of a pack that waits for the others of its all-or-nothing request. */
export const PreparationResult = z.strictObject({
  /** Null when tests were skipped. */
  testResult: TestResultOutput.nullable(),
});
export type PreparationResult = z.infer<typeof PreparationResult>;

/** What the register stage did with a pack. */
export const RegistrationResult = z.strictObject({
  packId: z.number(),
  packVersionId: z.number(),
  /** Absolute path: of the link when the version was enabled, else of its folder in the store. */
  reachablePath: z.string(),
  /** By plural kind, `{"actions": 10, …}`. */
  components: z.record(z.string(), z.number()),
  /** The version that was enabled before, if it was another. */
  replacedVersion: z.string().optional(),
  /** This and the next are absent in what was stored before there was a choice. */
  isEnabled: z.boolean().optional(),
  /** Compared with the version that was enabled before. */
  componentChanges: z.object({ added: z.int(), changed: z.int(), removed: z.int() }).nullable().optional(),
  /** The same version with the same content was installed already. */
  wasInstalled: z.boolean(),
  /** Null when tests were skipped. */
  testResult: TestResultOutput.nullable(),
  /** What was wrong with the pack although it was registered. */
  validationErrors: z.array(z.string()),
});
export type RegistrationResult = z.infer<typeof RegistrationResult>;

/** The vendored packages of one environment. */
export const ExportedEnvironment = z.object({
  environmentId: z.int(),
  runtime: z.enum(['python', 'nodejs']),
  vendored: z.string(),
  packageCount: z.int(),
  bytes: z.int(),
});
export type ExportedEnvironment = z.infer<typeof ExportedEnvironment>;

/** What the actions that end before register found out about a pack, or did with it. */
export const PackActionResult = z.strictObject({
  /** Where `core.download_packs` put it. */
  deliveredPath: z.string().optional(),
  analyzed: AnalyzedPackOutput.optional(),
  /** What `core.build_pack_envs` linked into it, and how long that took in all. */
  environments: BuiltEnvironmentsOutput.optional(),
  buildMs: z.int().optional(),
  testResult: TestResultOutput.optional(),
  /** What an install would do with it, of a dry run. */
  planned: PlannedPack.optional(),
  /** What `core.export_packs` collected, by environment. */
  exported: z.array(ExportedEnvironment).optional(),
});
export type PackActionResult = z.infer<typeof PackActionResult>;
