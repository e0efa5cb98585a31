import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** BLAKE2b-512, which is what minisign signs in place of the bytes themselves. */
export function prehash(message: string | Buffer): Buffer {
  return createHash('blake2b512').update(message).digest();
}

export async function prehashOfFile(file: string, signal?: AbortSignal): Promise<Buffer> {
  const hash = createHash('blake2b512');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest();
}
