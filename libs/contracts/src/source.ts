import { z } from 'zod';

/** The folder of a repository or archive that holds the pack, such as `packs/slack`; neither `..` nor empty names in it. */
const SubPath = z.string();

/** SHA-256 in hexadecimal digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const LockedEnvironment = z.strictObject({
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+[\w.+-]{0,40}$/)
    .describe('Of the interpreter, such as `3.11.5`.'),
  lock: Sha256.describe('Of the text that names the packages in their exact versions.'),
});
/** A runtime that is not there has no environment. */
export const LockedEnvironments = z.strictObject({
  python: LockedEnvironment.optional(),
  nodejs: LockedEnvironment.optional(),
});
export type LockedEnvironments = z.infer<typeof LockedEnvironments>;

/** What a lock or a plan promises of a source: stored as `locked`. Anything else is refused. */
const locked = z
  .strictObject({
    digest: z.string(),
    /** Exactly these packages. */
    environments: LockedEnvironments.optional(),
    /** Of a plan: the environments that were to be used, by runtime. */
    fingerprints: z.partialRecord(z.enum(['python', 'nodejs']), z.string()).optional(),
  })
  .optional();

/** The ref that the pack has to have, where the request says so: stored as `holds`. */
const holds = z.string().optional();

/**
 * Where a pack comes from, as it is stored: URLs carry neither user info nor query. When the submitted URL had either,
 * the whole of it is a secret that travels apart (see `SecretVault` in `@packyard/store`).
 */
export const GitSource = z.strictObject({
  kind: z.literal('git'),
  /** `https://…`, `ssh://…`, `git://…` or scp-like `git@host:path`. */
  url: z.string(),
  /** Branch, tag or commit; the default branch when absent. */
  refSpec: z.string().optional(),
  subPath: SubPath.optional(),
  /** Whether its submodules are fetched too, and what Git LFS keeps for it. */
  submodules: z.boolean().optional(),
  lfs: z.boolean().optional(),
  checksum: z.string().optional(),
  holds,
  locked,
});
export type GitSource = z.infer<typeof GitSource>;

export const ArchiveSource = z.strictObject({
  kind: z.literal('archive'),
  url: z.string(),
  subPath: SubPath.optional(),
  /** `sha256:…` (or sha512, sha1, md5) over the archive's exact bytes, when a registry promises one. */
  checksum: z.string().optional(),
  holds,
  locked,
  /** `sha256:…` over the list of what the archive consists of, which then lies beside it as `<url>.chunk-list`. */
  chunkList: z.string().optional(),
});
export type ArchiveSource = z.infer<typeof ArchiveSource>;

export const OciSource = z.strictObject({
  kind: z.literal('oci'),
  /** `oci://host/repository`, or `oci+http://…` where it is not asked by TLS. */
  url: z.string(),
  tag: z.string().optional(),
  /** `sha256:…` of the manifest. */
  digest: z.string().optional(),
  /** Over the archive's exact bytes, when a registry or a lock promises one. */
  checksum: z.string().optional(),
  holds,
  locked,
});
export type OciSource = z.infer<typeof OciSource>;

export const S3Source = z.strictObject({
  kind: z.literal('s3'),
  /** `s3://bucket/key`, or `s3+https://host/bucket/key` (`s3+http`) in a store that is named; the key with its escapes. */
  url: z.string(),
  versionId: z.string().optional(),
  /** What it is signed for, where that is not said of the store, nor by it. */
  region: z.string().optional(),
  subPath: SubPath.optional(),
  /** Over the archive's exact bytes, when a registry or a lock promises one. */
  checksum: z.string().optional(),
  holds,
  locked,
});
export type S3Source = z.infer<typeof S3Source>;

export const LocalSource = z.strictObject({
  kind: z.literal('local'),
  /** Absolute path of a folder, an archive or a (bare) git repository on the worker's disk. */
  path: z.string(),
  refSpec: z.string().optional(),
  subPath: SubPath.optional(),
  checksum: z.string().optional(),
  /** Of a pack that was imported: the vendored packages that its environments are built from, by their ids. */
  vendored: z.array(z.string()).optional(),
  /** Of a file that came with the request and goes with it: how it was called there, in place of its path. */
  upload: z.string().optional(),
  /** Its digest in the content store, where the process that downloads has another home: of that file's folder, or of an installed version. */
  content: z.string().optional(),
  holds,
  locked,
});
export type LocalSource = z.infer<typeof LocalSource>;

export const RegistrySource = z.strictObject({
  kind: z.literal('registry'),
  ref: z.string(),
  /** Version or range; `*` when the reference names none. */
  range: z.string(),
  /** Index to look in, instead of the configured ones. */
  registryUrl: z.string().optional(),
  /** The version that resolving chose. Set before the pack is sent to the download stage again. */
  pinnedVersion: z.string().optional(),
  /** Versions that were fetched before, with what their manifests need, whatever the index says. */
  tried: z
    .array(
      z.strictObject({
        version: z.string(),
        dependencies: z.array(z.strictObject({ ref: z.string(), range: z.string(), place: z.string().optional() })),
      }),
    )
    .optional(),
  locked,
});
export type RegistrySource = z.infer<typeof RegistrySource>;

/** A text that names no source. Kept so that the pack can fail with the reason while its siblings go on. */
export const UnreadableSource = z.strictObject({
  kind: z.literal('unreadable'),
  text: z.string(),
  problem: z.string(),
  hint: z.string(),
});

/** The config of a bundle at an HTTP or HTTPS URL. */
export const BundleSource = z.strictObject({ kind: z.literal('bundle'), url: z.string() });
export type BundleSource = z.infer<typeof BundleSource>;

/** The request itself brought the bundle config. */
export const RequestSource = z.strictObject({ kind: z.literal('request') });

export const Source = z.discriminatedUnion('kind', [
  GitSource,
  ArchiveSource,
  OciSource,
  S3Source,
  LocalSource,
  RegistrySource,
  BundleSource,
  RequestSource,
  UnreadableSource,
]);
export type Source = z.infer<typeof Source>;

const FETCHABLE_KINDS = ['git', 'archive', 'oci', 's3', 'local'] as const;
/** A source that names the place itself, which can be fetched from again. */
export type FetchableSource = Extract<Source, { kind: (typeof FETCHABLE_KINDS)[number] }>;

export function isFetchableSource(source: Source): source is FetchableSource {
  return FETCHABLE_KINDS.some((kind) => kind === source.kind);
}
