import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createZstdCompress, zstdCompress } from 'node:zlib';
import type { OciBlob } from '@packyard/network';
import { changedMeanwhile, type CutBlob } from './cut-blobs';

const compress = promisify(zstdCompress);
// The same bytes give the same blob as long as this and zstd stay what they are.
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

/** Packs a blob, a large one into a file of the scratch folder, for as long as `work` takes. */
export async function withCompressed<Result>(
  blob: CutBlob,
  scratchFolder: string,
  work: (packed: OciBlob) => Promise<Result>,
): Promise<Result> {
  if (blob.is === 'bundle') return work(blobOf(await compress(blob.content, OPTIONS)));
  const file = join(scratchFolder, `${randomUUID()}.zst`);
  try {
    const [before, after] = [createHash('sha256'), createHash('sha256')];
    let bytes = 0;
    const counted = through(before, (count) => (bytes += count));
    await pipeline(
      createReadStream(blob.path),
      counted,
      createZstdCompress(OPTIONS),
      through(after),
      createWriteStream(file),
    );
    if (bytes !== blob.size) throw changedMeanwhile(blob);
    const { size } = await stat(file);
    return await work({ digest: digestOf(after), size, content: () => createReadStream(file) });
  } finally {
    await rm(file, { force: true });
  }
}

/** For what is small. */
export async function compressedBlob(content: Buffer): Promise<OciBlob & { content: Buffer }> {
  return blobOf(await compress(content, OPTIONS));
}

function blobOf(content: Buffer): OciBlob & { content: Buffer } {
  return { digest: digestOf(createHash('sha256').update(content)), size: content.length, content };
}

function through(hash: Hash, onBytes: (count: number) => void = () => undefined): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      hash.update(chunk);
      onBytes(chunk.length);
      callback(null, chunk);
    },
  });
}

function digestOf(hash: Hash): string {
  return `sha256:${hash.digest('hex')}`;
}
