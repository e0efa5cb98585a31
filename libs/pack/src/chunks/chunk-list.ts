import { z } from 'zod';
import { MAX_CHUNK_BYTES } from './cut-chunks';

export const CHUNK_LIST_FORMAT = 'packyard-chunks/1';
/** Of a list, as it is published: packed by zstd. More than a pack within the usual limits needs. */
export const MAX_CHUNK_LIST_BYTES = 16 * 1024 * 1024;
/** Of a list that has been unpacked. */
export const MAX_CHUNK_LIST_TEXT_BYTES = 48 * 1024 * 1024;
// What zstd adds to what can't be packed.
const MAX_PACKED_BYTES = MAX_CHUNK_BYTES + 1024;
// As long as a path can be anywhere.
const MAX_PATH_LENGTH = 4096;
const ID_DIGITS = 12;

const Size = z.int().min(0);

/**
 * What a version consists of. It is published as `<archive>.chunk-list`: JSON, packed by zstd. The chunks lie in
 * `<archive>.chunks`, each packed by zstd for itself, one behind the other in the order of the list.
 */
export const ChunkList = z
  .strictObject({
    format: z.literal(CHUNK_LIST_FORMAT),
    archiveBytes: Size,
    /** SHA-256 over the content of all files, one behind the other, in hexadecimal digits. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    chunks: z.strictObject({
      /** The first six bytes of the SHA-256 of each, in hexadecimal digits, one behind the other. */
      ids: z.string().regex(/^[0-9a-f]*$/),
      sizes: z.array(z.int().min(1).max(MAX_CHUNK_BYTES)),
      packedSizes: z.array(z.int().min(1).max(MAX_PACKED_BYTES)),
    }),
    files: z.strictObject({
      /** As in the archive, the pack's folder included. */
      paths: z.array(z.string().max(MAX_PATH_LENGTH)),
      executable: z.array(z.int()),
      /** Of how many chunks each consists. */
      counts: z.array(Size),
      /** Which these are: how far each is in the list behind the one before. */
      steps: z.array(z.int()),
    }),
    links: z.array(z.tuple([z.string().max(MAX_PATH_LENGTH), z.string().max(MAX_PATH_LENGTH)])),
  })
  .refine(
    ({ chunks, files }) =>
      chunks.ids.length === chunks.sizes.length * ID_DIGITS &&
      chunks.packedSizes.length === chunks.sizes.length &&
      files.counts.length === files.paths.length &&
      files.counts.reduce((sum, count) => sum + count, 0) === files.steps.length,
    'its lists are of different lengths',
  )
  .refine(({ chunks, files }) => {
    let place = -1;
    return files.steps.every((step) => chunks.sizes[(place += step)] !== undefined);
  }, 'it names chunks that are not there')
  .refine(({ chunks, files }) => {
    let place = -1;
    return new Set(files.steps.map((step) => (place += step))).size === chunks.sizes.length;
  }, 'it has chunks that no file names');
export type ChunkList = z.infer<typeof ChunkList>;

/** One chunk of a list: what it is called, and where it lies in the file of chunks. */
export interface ListedChunk {
  id: string;
  size: number;
  /** Its first byte in the file of chunks. */
  offset: number;
  packedSize: number;
}

export interface ListedFile {
  path: string;
  isExecutable: boolean;
  size: number;
  /** Places in the list of chunks. */
  chunks: number[];
}

/** In the order of the file of chunks. */
export function listedChunks({ chunks }: ChunkList): ListedChunk[] {
  let offset = 0;
  return chunks.sizes.map((size, index) => {
    const packedSize = chunks.packedSizes[index] ?? 0;
    const id = chunks.ids.slice(index * ID_DIGITS, (index + 1) * ID_DIGITS);
    offset += packedSize;
    return { id, size, offset: offset - packedSize, packedSize };
  });
}

export function listedFiles({ chunks, files }: ChunkList): ListedFile[] {
  const executable = new Set(files.executable);
  let [step, last] = [0, -1];
  return files.paths.map((path, index) => {
    const indexes = files.steps.slice(step, step + (files.counts[index] ?? 0)).map((by) => (last += by));
    step += indexes.length;
    const size = indexes.reduce((sum, chunk) => sum + (chunks.sizes[chunk] ?? 0), 0);
    return { path, isExecutable: executable.has(index), size, chunks: indexes };
  });
}
