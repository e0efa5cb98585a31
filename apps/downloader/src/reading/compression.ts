import { createReadStream } from 'node:fs';
import { pipeline, Readable, type Transform } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';
import { XzReadableStream } from 'xz-decompress';

export interface Compression {
  open(file: string): Readable;
  /** Whoever unpacks it notices when its end is missing. */
  noticesCuts: boolean;
}

const KINDS: readonly (Compression & { magic: RegExp })[] = [
  { magic: /^\x1f\x8b/, noticesCuts: true, open: (file) => piped(file, createGunzip()) },
  { magic: /^\x28\xb5\x2f\xfd/, noticesCuts: false, open: (file) => piped(file, createZstdDecompress()) },
  { magic: /^BZh[1-9]/, noticesCuts: false, open: openBzip2 },
  { magic: /^\xfd7zXZ\0/, noticesCuts: false, open: openXz },
];
export const UNPACKED: Compression = { noticesCuts: false, open: (file) => createReadStream(file) };

/** What a file is packed by, as its first bytes say. */
export function compressionOf(start: Buffer): Compression | undefined {
  const text = start.toString('latin1', 0, 8);
  return KINDS.find(({ magic }) => magic.test(text));
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
