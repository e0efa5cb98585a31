import { Digest } from '@packyard/contracts';
import { CONTENT_KINDS, type ContentKind, type StoredContent } from './content-store';

const HOUR_MS = 60 * 60 * 1000;
const TAG = /^([a-z]+)\.(\d{1,9})\.([0-9a-f]{64})$/;

/**
 * What is put again within an hour has the same tag: registries list nothing but tags, and say of none how old it is. So a
 * tag says the hour in which its content was put.
 */
export function tagOf(kind: ContentKind, digest: string, now = Date.now()): string {
  return `${kind}.${Math.floor(now / HOUR_MS)}.${digest.slice('sha256:'.length)}`;
}

/** Those that it has when it was put at that time or later. */
export function tagsSince(kind: ContentKind, digest: string, since: number, now = Date.now()): string[] {
  const hours = Math.floor(now / HOUR_MS) - Math.floor(since / HOUR_MS) + 1;
  return Array.from({ length: hours }, (_tag, index) => tagOf(kind, digest, since + index * HOUR_MS));
}

/** Nothing for tags of others. */
export function readTag(tag: string): StoredContent | undefined {
  const [, kind, hour, hex] = TAG.exec(tag) ?? [];
  if (!(CONTENT_KINDS as readonly unknown[]).includes(kind) || hex === undefined) return undefined;
  // At the end of that hour it may have been put still.
  const putAt = new Date((Number(hour) + 1) * HOUR_MS);
  return { kind: kind as ContentKind, digest: Digest.parse(`sha256:${hex}`), putAt };
}
