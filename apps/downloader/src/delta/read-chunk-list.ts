import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, zstdDecompress } from 'node:zlib';
import { MAX_ZSTD_WINDOW_LOG, RejectedError } from '@packyard/contracts';
import { ChunkList, MAX_CHUNK_LIST_BYTES, MAX_CHUNK_LIST_TEXT_BYTES } from '@packyard/pack';

const decompress = promisify(zstdDecompress);
const OPTIONS = {
  maxOutputLength: MAX_CHUNK_LIST_TEXT_BYTES,
  params: { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG },
};

/** @throws RejectedError ARCHIVE_INVALID when it is no list of chunks, or an endless one */
export async function readChunkList(file: string, subject: string): Promise<ChunkList> {
  if ((await stat(file)).size > MAX_CHUNK_LIST_BYTES) throw noChunkList(subject);
  try {
    const text = await decompress(await readFile(file), OPTIONS);
    return ChunkList.parse(JSON.parse(text.toString('utf8')));
  } catch (cause) {
    throw noChunkList(subject, cause);
  }
}

export function noChunkList(subject: string, cause?: unknown): RejectedError {
  return new RejectedError('ARCHIVE_INVALID', `${subject} is no list of chunks that can be read.`, {
    hint: 'Build the registry again with `packyard registry build`.',
    ...(cause === undefined ? {} : { cause }),
  });
}
