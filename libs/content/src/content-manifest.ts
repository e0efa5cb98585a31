import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';
import { CONTENT_KINDS } from './content-store';

const MIB = 1024 * 1024;
/** Of a list, unpacked: a million files. */
export const MAX_LIST_BYTES = 256 * MIB;
const MAX_PACKED_LIST_BYTES = 64 * MIB;

const Descriptor = z.object({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/), size: z.int().min(0) });
export type Descriptor = z.infer<typeof Descriptor>;

const Manifest = z.object({
  artifactType: z.string(),
  config: Descriptor.extend({ size: z.int().min(0).max(MAX_PACKED_LIST_BYTES) }),
  layers: z.array(Descriptor),
});

export interface ContentManifest extends z.infer<typeof Manifest> {
  kind: (typeof CONTENT_KINDS)[number];
}

/** @throws RejectedError ARCHIVE_INVALID */
export function readContentManifest(body: Buffer): ContentManifest {
  try {
    const manifest = Manifest.parse(JSON.parse(body.toString('utf8')));
    const kind = CONTENT_KINDS.find((name) => manifest.artifactType === `application/vnd.packyard.${name}.v1`);
    if (kind !== undefined) return { ...manifest, kind };
  } catch (cause) {
    throw notOurs(cause);
  }
  throw notOurs();
}

function notOurs(cause?: unknown): RejectedError {
  return new RejectedError('ARCHIVE_INVALID', 'What the content store answers is no content of Packyard.', {
    hint: 'Give the service a repository of its own, that nobody else writes to.',
    cause,
  });
}
