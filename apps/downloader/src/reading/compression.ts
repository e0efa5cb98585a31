import { createReadStream, readFileSync, statSync } from 'node:fs';
import { pipeline, Readable, type Transform } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip, createZstdDecompress, gunzipSync, zstdDecompressSync } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';
import { XzReadableStream } from 'xz-decompress';

// Each piece that is read or inflated by a thread costs a tenth of a millisecond and more of waiting: what is as small as most
// packs are is read and inflated at once. A reader process has nothing else to do meanwhile.
const SMALL_BYTES = 512 * 1024;
const SMALL_INFLATED_BYTES = 4 * 1024 * 1024;

export interface Compression {
  open(file: string): Readable;
  /** Whoever unpacks it notices when its end is missing. */
  noticesCuts: boolean;
}

const KINDS: readonly (Compression & { magic: RegExp })[] = [
  { magic: /^\x1f\x8b/, noticesCuts: true, open: (file) => inflated(file, gunzipSync) ?? piped(file, createGunzip()) },
  {
    magic: /^\x28\xb5\x2f\xfd/,
    noticesCuts: false,
    open: (file) => inflated(file, zstdDecompressSync) ?? piped(file, createZstdDecompress()),
  },
  { magic: /^BZh[1-9]/, noticesCuts: false, open: openBzip2 },
  { magic: /^\xfd7zXZ\0/, noticesCuts: false, open: openXz },
];
export const UNPACKED: Compression = {
  noticesCuts: false,
  open: (file) => inflated(file, (content) => content) ?? createReadStream(file),
};

/** What a file is packed by, as its first bytes say. */
export function compressionOf(start: Buffer): Compression | undefined {
  const text = start.toString('latin1', 0, 8);
  return KINDS.find(({ magic }) => magic.test(text));
}

/** Nothing when it is not small; or damaged, which is told by the stream, after what comes before the damage. */
function inflated(
  file: string,
  inflate: (content: Buffer, limit: { maxOutputLength: number }) => Buffer,
): Readable | undefined {
  if (statSync(file).size > SMALL_BYTES) return undefined;
  try {
    return Readable.from([inflate(readFileSync(file), { maxOutputLength: SMALL_INFLATED_BYTES })]);
  } catch {
    return undefined;
  }
}

/** An error anywhere ends the last one with it. */
function piped(file: string, unpacker: Transform): Readable {
  return pipeline(createReadStream(file), unpacker, () => undefined);
}

/** A stream of the old kind, which neither waits nor ends by itself. */
function openBzip2(file: string): Readable {
  const packed = createReadStream(file);
  const unpacked = new Readable().wrap(packed.pipe(unbzip2()));
  packed.on('error', (error) => unpacked.destroy(error));
  return unpacked.once('close', () => packed.destroy());
}

function openXz(file: string): Readable {
  const packed = Readable.toWeb(createReadStream(file)) as ConstructorParameters<typeof XzReadableStream>[0];
  return Readable.fromWeb(new XzReadableStream(packed) as ReadableStream);
}
