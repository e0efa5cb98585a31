import { open } from 'node:fs/promises';
import { RejectedError } from '@packyard/contracts';
import { unpackTar } from './unpack-tar';
import { unpackZip } from './unpack-zip';
import type { Unpacking } from './unpacking';

/**
 * Unpacks by what the file is, not by what it is called: tar, gzipped tar or zip.
 * @throws RejectedError ARCHIVE_INVALID, ARCHIVE_UNSAFE_PATH or LIMIT_EXCEEDED
 */
export async function unpackArchive(unpacking: Unpacking): Promise<void> {
  const start = await firstBytes(unpacking.file);
  const isZip =
    start.subarray(0, 4).equals(Buffer.from('PK\x03\x04')) || start.subarray(0, 4).equals(Buffer.from('PK\x05\x06'));
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const isTar = start.subarray(257, 262).toString('latin1') === 'ustar';
  if (isZip) return unpackZip(unpacking);
  if (isGzip || isTar) return unpackTar(unpacking);
  throw new RejectedError('ARCHIVE_INVALID', `${unpacking.subject} is no archive: ${describe(start)}.`, {
    hint: 'Give the URL of a .tar.gz, .tgz, .tar or .zip; for a repository, one that ends in .git.',
  });
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function describe(start: Buffer): string {
  if (start.length === 0) return 'it is empty';
  if (/^\s*<(!doctype|html)/i.test(start.toString('latin1'))) return 'it is an HTML page';
  return `it starts with ${start.subarray(0, 4).toString('hex')}`;
}
