import { createHash, timingSafeEqual } from 'node:crypto';
import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const Descriptor = z.object({
  mediaType: z.string().default(''),
  digest: z.string().regex(DIGEST),
  size: z.int().min(0),
  annotations: z.record(z.string(), z.string()).default({}),
  platform: z.unknown().optional(),
});
export type OciDescriptor = z.infer<typeof Descriptor>;

const Manifest = z.object({
  layers: z.array(Descriptor).optional(),
  /** Of an index: it names manifests instead of layers. */
  manifests: z.array(Descriptor).optional(),
});
export type OciManifest = z.infer<typeof Manifest>;

export const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** @throws RejectedError CHECKSUM_MISMATCH, ARCHIVE_INVALID when it is no manifest */
export function readManifest(subject: string, body: Buffer, promised: string | undefined): OciManifest {
  if (promised !== undefined && !hasDigest(body, promised)) {
    throw new RejectedError(
      'CHECKSUM_MISMATCH',
      `The manifest of ${subject} is not ${promised}, which it is named by.`,
      {
        hint: 'Ask who runs the registry, or look for a proxy that changes what it passes on.',
      },
    );
  }
  try {
    return Manifest.parse(JSON.parse(body.toString('utf8')));
  } catch (cause) {
    throw new RejectedError('ARCHIVE_INVALID', `What ${subject} names is no manifest that Packyard can read.`, {
      hint: 'Push it as an OCI artifact, for example with oras push.',
      cause,
    });
  }
}

export function hasDigest(body: Buffer, digest: string): boolean {
  const [algorithm = '', sum = ''] = digest.split(':');
  if (!DIGEST.test(digest)) return false;
  return timingSafeEqual(createHash(algorithm).update(body).digest(), Buffer.from(sum, 'hex'));
}
