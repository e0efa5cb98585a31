import { z } from 'zod';
import { PARAMETERS } from './parameters';

export const DownloadPacksParameters = z.strictObject({
  packs: PARAMETERS.packs,
  destination_dir: PARAMETERS.destination_dir,
  registry_url: PARAMETERS.registry_url,
  ref_spec: PARAMETERS.ref_spec,
  submodules: PARAMETERS.submodules,
  lfs: PARAMETERS.lfs,
  timeout: PARAMETERS.download_timeout,
  verify_ssl: PARAMETERS.verify_ssl,
  api_url: PARAMETERS.api_url,
});

/** One pack that lies in the destination. */
export const DownloadedPackOutput = z.strictObject({
  source: z.string(),
  source_type: z.enum(['git', 'archive', 'local_directory', 'local_archive', 'bundle_config', 'oci', 's3', 'registry']),
  pack_path: z.string(),
  pack_ref: z.string(),
  pack_version: z.string(),
  git_commit: z.string().nullable(),
  checksum: z.string().describe('SHA-256 of the archive, or of the tree when there was no archive.'),
});
export type DownloadedPackOutput = z.infer<typeof DownloadedPackOutput>;

export const DownloadPacksOutput = z.strictObject({
  downloaded_packs: z.array(DownloadedPackOutput),
  failed_packs: z.array(z.strictObject({ source: z.string(), error: z.string() })),
  total_count: z.int(),
  success_count: z.int(),
  failure_count: z.int(),
});
export type DownloadPacksOutput = z.infer<typeof DownloadPacksOutput>;
