import { open } from 'node:fs/promises';
import { PackyardError, RejectedError } from '@packyard/contracts';
import { isDiskFailure } from '@packyard/store';
import { unpackTar } from './unpack-tar';
import { unpackZip } from './unpack-zip';
import type { Unpacking } from './unpacking';

/**
 * Unpacks by what the file is, not by what it is called: tar, gzipped tar or zip. What it does takes as long and as much
 * memory as the archive likes: it is called in a reader process.
 * @throws RejectedError ARCHIVE_INVALID, ARCHIVE_UNSAFE_PATH or LIMIT_EXCEEDED
 */
export async function unpackArchive(unpacking: Unpacking): Promise<void> {
  const unpack = unpackerOf(await firstBytes(unpacking.file));
  if (typeof unpack === 'string') {
    throw new RejectedError('ARCHIVE_INVALID', `${unpacking.subject} is no archive: ${unpack}.`, {
      hint: 'Give the URL of a .tar.gz, .tgz, .tar or .zip; for a repository, one that ends in .git.',
    });
  }
  try {
    await unpack(unpacking);
  } catch (error) {
    if (error instanceof PackyardError || isDiskFailure(error)) throw error;
    throw new RejectedError('ARCHIVE_INVALID', `${unpacking.subject} is damaged: ${(error as Error).message}.`, {
      hint: 'Pack it again and publish it anew.',
      cause: error,
    });
  }
}

/** What it is instead, when it is no archive. */
function unpackerOf(start: Buffer): ((unpacking: Unpacking) => Promise<void>) | string {
  const magic = start.toString('latin1', 0, 4);
  if (magic === 'PK\x03\x04' || magic === 'PK\x05\x06') return unpackZip;
  if (magic.startsWith('\x1f\x8b')) return (unpacking) => unpackTar(unpacking, true);
  if (start.toString('latin1', 257, 262) === 'ustar') return (unpacking) => unpackTar(unpacking, false);
  if (start.length === 0) return 'it is empty';
  if (/^\s*<(!doctype|html)/i.test(start.toString('latin1'))) return 'it is an HTML page';
  return `it starts with ${start.subarray(0, 4).toString('hex')}`;
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
