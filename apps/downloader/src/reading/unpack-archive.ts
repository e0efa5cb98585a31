import { closeSync, openSync, readSync } from 'node:fs';
import { PackyardError, RejectedError } from '@packyard/contracts';
import { isDiskFailure } from '@packyard/store';
import { compressionOf, UNPACKED } from './compression';
import { unpackTar } from './unpack-tar';
import { unpackZip } from './unpack-zip';
import type { Unpacking } from './unpacking';
import { describeUnpackError } from './describe-unpack-error';
import { describeFileStart } from './describe-file-start';

const HEADER_BYTES = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;

const KINDS = '.zip, .tar, .tar.gz, .tar.bz2, .tar.xz or .tar.zst';
const INSTEAD = {
  url: `Give the URL of a ${KINDS}; for a repository, one that ends in .git.`,
  path: `Give the path of a ${KINDS}, or of a folder.`,
  upload: `Choose a ${KINDS}.`,
} as const;

/**
 * Unpacks by what the file is, not by what it is called: zip, or tar, packed by gzip, bzip2, xz, zstd or not at all. What it does takes as long and as much
 * memory as the archive likes: it is called in a reader process.
 * @throws RejectedError ARCHIVE_INVALID, ARCHIVE_UNSAFE_PATH or LIMIT_EXCEEDED
 */
export async function unpackArchive(unpacking: Unpacking): Promise<void> {
  const unpack = unpackerOf(firstBytes(unpacking.file));
  if (typeof unpack === 'string') {
    throw new RejectedError('ARCHIVE_INVALID', `${unpacking.subject} is no archive: ${unpack}.`, {
      hint: INSTEAD[unpacking.cameAs ?? 'url'],
    });
  }
  try {
    await unpack(unpacking);
  } catch (error) {
    if (error instanceof PackyardError || isDiskFailure(error)) throw error;
    throw damaged(unpacking, error as Error);
  }
}

/** What node-tar says begins with a code of its own. */
function damaged({ subject, cameAs, destination }: Unpacking, cause: Error): RejectedError {
  if (/Unrecognized archive format/.test(cause.message)) {
    return new RejectedError(
      'ARCHIVE_INVALID',
      `${subject} is packed, but what is packed in it is no tar, or an empty one.`,
      {
        hint: 'Pack the folder with tar and gzip, for example by tar -czf pack.tar.gz pack/.',
        cause,
      },
    );
  }
  const what = describeUnpackError(cause, destination);
  return new RejectedError('ARCHIVE_INVALID', `${subject} is damaged: ${what}.`, {
    hint: cameAs === undefined ? 'Pack it again and publish it anew.' : 'Pack it again and install that.',
    cause,
  });
}

/** What it is instead, when it is no archive. */
function unpackerOf(start: Buffer): ((unpacking: Unpacking) => Promise<void>) | string {
  const magic = start.toString('latin1', 0, 4);
  if (magic === 'PK\x03\x04' || magic === 'PK\x05\x06') return unpackZip;
  const compression = compressionOf(start) ?? (isTarHeader(start) ? UNPACKED : undefined);
  if (compression !== undefined) return (unpacking) => unpackTar(unpacking, compression);
  return describeFileStart(start);
}

/** Old ones name no format, but all have a checksum of the header in it: the sum of its bytes, itself counted as blanks. */
function isTarHeader(start: Buffer): boolean {
  if (start.length < HEADER_BYTES) return false;
  const written = parseInt(
    start.toString('latin1', CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES).replace(/[\0 ]+/g, ''),
    8,
  );
  const blank = Buffer.from(start).fill(' ', CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES);
  return start[0] !== 0 && blank.reduce((sum, byte) => sum + byte, 0) === written;
}

function firstBytes(file: string): Buffer {
  const start = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    return start.subarray(0, readSync(descriptor, start, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}
