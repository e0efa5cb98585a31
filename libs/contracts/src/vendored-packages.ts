import { z } from 'zod';
import { PackRef } from './identifiers';

/** SHA-256 in hexadecimal digits. */
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The exact packages of one environment, kept as the wheels or archives that they come in: it is built without a network. */
export const VendoredPackages = z.strictObject({
  runtime: z.enum(['python', 'nodejs']),
  /** Of the interpreter that they were installed for, such as `3.11.5`. */
  runtimeVersion: z.string().regex(/^\d+\.\d+\.\d+[\w.+-]{0,40}$/),
  /** `linux-x64`: what was compiled runs nowhere else. */
  platform: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** Of the lock: the packages in their versions, each with the hash of its file. */
  lock: Sha256,
  files: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9][\w.+!@~-]{0,250}\.(whl|tgz)$/),
        sha256: Sha256,
        bytes: z.int().min(0),
      }),
    )
    .max(20_000)
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, 'names a file twice'),
});
export type VendoredPackages = z.infer<typeof VendoredPackages>;

/** What an export says of itself, before all else that it holds. */
export const ExportManifest = z.strictObject({
  format: z.literal('packyard-export-1'),
  packs: z
    .array(
      z.strictObject({
        ref: PackRef,
        version: z.string().regex(/^[0-9A-Za-z][\w.+-]{0,100}$/),
        /** Of the pack's files, as it is computed when it is installed. */
        digest: z.string(),
        /** Of a tar of the pack's files. */
        content: Sha256,
        /** One for each environment that it had. */
        vendored: z.array(Sha256).max(2),
      }),
    )
    .min(1)
    .max(500),
  /** By their ids. */
  vendored: z.record(Sha256, VendoredPackages),
  /** Lengths in bytes of all files, by their SHA-256. */
  files: z.record(Sha256, z.int().min(0)),
});
export type ExportManifest = z.infer<typeof ExportManifest>;
