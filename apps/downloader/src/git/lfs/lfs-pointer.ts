export interface LfsPointer {
  /** SHA-256 of the file, in hexadecimal digits. */
  oid: string;
  bytes: number;
}

/** Longer ones are none (the specification of Git LFS says so). */
export const MAX_POINTER_BYTES = 1024;
const POINTER =
  /^version https:\/\/(?:git-lfs\.github\.com\/spec|hawser\.github\.com\/spec)\/v1\noid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n$/;

/** What stands in the tree for a file that lies elsewhere; nothing for what is a file itself. */
export function parsePointer(text: string): LfsPointer | undefined {
  const [, oid, size] = POINTER.exec(text) ?? [];
  return oid === undefined ? undefined : { oid, bytes: Number(size) };
}
