import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const MIN_BYTES = 1024;
/** No chunk is larger. */
export const MAX_CHUNK_BYTES = 32 * 1024;
const READ_BYTES = 1024 * 1024;
const ID_BYTES = 6;
const WINDOW_BYTES = 32;

const USUAL_BYTES = 4 * 1024;

// One in 2^14 places below the usual size is a boundary, and one in 2^10 above it, so that most chunks are about that long:
// docs/performance.md has figures. The highest bits depend on the last 32 bytes.
const RARE_BOUNDARY = 0xfffc0000 | 0;
const FREQUENT_BOUNDARY = 0xffc00000 | 0;
/** What each byte stands for in the rolling hash (FastCDC's gear). Part of the format: it is never changed. */
const GEAR = Int32Array.from({ length: 256 }, (_gear, byte) =>
  createHash('sha256').update(`packyard chunk ${byte}`).digest().readInt32BE(0),
);

export interface Chunk {
  /** Names its bytes within a pack. Too short to prove anything: all of them together are proved by a digest. */
  id: string;
  bytes: Buffer;
}

/**
 * Cuts a file where its content says so, so that what is inserted or removed changes the chunks around it and no others
 * (FastCDC). At most a megabyte is in memory.
 */
export async function* chunksOfFile(file: string): AsyncGenerator<Chunk> {
  let rest = Buffer.alloc(0);
  for await (const block of createReadStream(file, { highWaterMark: READ_BYTES })) {
    const content = Buffer.concat([rest, block as Buffer]);
    let at = 0;
    while (content.length - at >= MAX_CHUNK_BYTES) {
      const end = endOfChunk(content, at);
      yield chunkOf(content.subarray(at, end));
      at = end;
    }
    rest = content.subarray(at);
  }
  for (let at = 0; at < rest.length;) {
    const end = endOfChunk(rest, at);
    yield chunkOf(rest.subarray(at, end));
    at = end;
  }
}

/** Twelve hexadecimal digits. */
export function chunkId(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest().toString('hex', 0, ID_BYTES);
}

function chunkOf(bytes: Buffer): Chunk {
  return { id: chunkId(bytes), bytes };
}

function endOfChunk(content: Buffer, start: number): number {
  const last = Math.min(content.length, start + MAX_CHUNK_BYTES);
  const usual = Math.min(last, start + USUAL_BYTES);
  let hash = 0;
  let at = start + MIN_BYTES - WINDOW_BYTES;
  for (; at < usual; at += 1) {
    hash = ((hash << 1) + (GEAR[content[at] ?? 0] ?? 0)) | 0;
    if ((hash & RARE_BOUNDARY) === 0 && at >= start + MIN_BYTES) return at + 1;
  }
  for (; at < last; at += 1) {
    hash = ((hash << 1) + (GEAR[content[at] ?? 0] ?? 0)) | 0;
    if ((hash & FREQUENT_BOUNDARY) === 0) return at + 1;
  }
  return last;
}
