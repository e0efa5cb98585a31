import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, zstdDecompress } from 'node:zlib';
import { MAX_ZSTD_WINDOW_LOG, RejectedError } from '@packyard/contracts';
import { chunkId, type ListedChunk } from '@packyard/pack';
import type { Part } from '@packyard/network';
import type { DeltaInput } from './plan-delta';
import { readChunkList } from './read-chunk-list';
import { layOutTar, type TarLayout } from './tar-layout';

const decompress = promisify(zstdDecompress);
const WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG } };
const READ_BYTES = 1024 * 1024;

export interface DeltaFilling extends DeltaInput {
  /** A file in which the parts lie where they belong. */
  chunks: string;
  parts: readonly Part[];
}

/**
 * Puts the chunks that were fetched into the tar, and looks whether all files in it are what was promised. Called in a
 * reader process.
 * @throws RejectedError CHECKSUM_MISMATCH
 */
export async function fillDelta({ list, tar, subject, limits, chunks, parts }: DeltaFilling): Promise<void> {
  const layout = layOutTar(await readChunkList(list, subject), limits);
  const [from, to] = [await open(chunks, 'r'), await open(tar, 'r+')];
  try {
    await fill(layout, { parts, from, to, subject });
    await assertWhole(layout, to, subject);
  } finally {
    await from.close();
    await to.close();
  }
}

async function fill(
  { chunks, places }: TarLayout,
  { parts, from, to, subject }: { parts: readonly Part[]; from: FileHandle; to: FileHandle; subject: string },
): Promise<void> {
  const left = [...parts];
  for (const [index, chunk] of chunks.entries()) {
    // Both are in the order of the file.
    while (left[0] !== undefined && left[0].to <= chunk.offset) left.shift();
    if (left[0] === undefined) return;
    if (chunk.offset < left[0].from) continue;
    const content = await contentOf(chunk, from, subject);
    for (const at of places[index] ?? []) await to.write(content, 0, content.length, at);
  }
}

async function contentOf({ id, size, offset, packedSize }: ListedChunk, file: FileHandle, subject: string) {
  const packed = Buffer.alloc(packedSize);
  await file.read(packed, 0, packedSize, offset);
  // However it fails to unpack, it is not the chunk that the list names.
  const content = await decompress(packed, { ...WINDOW, maxOutputLength: size }).catch(() => undefined);
  if (content?.length === size && chunkId(content) === id) return content;
  throw mismatch(subject, `the chunk ${id}`);
}

async function assertWhole({ files, digest }: TarLayout, tar: FileHandle, subject: string): Promise<void> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(READ_BYTES);
  for (const { at, size } of files) {
    for (let done = 0; done < size;) {
      const { bytesRead } = await tar.read(buffer, 0, Math.min(buffer.length, size - done), at + done);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
  }
  if (hash.digest('hex') !== digest) throw mismatch(subject, 'all files together');
}

function mismatch(subject: string, what: string): RejectedError {
  return new RejectedError('CHECKSUM_MISMATCH', `${subject} promises another content of ${what} than there is.`, {
    hint: 'Build the registry again, and publish the archive and its chunks together.',
  });
}
