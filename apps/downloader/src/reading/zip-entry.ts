import { RejectedError } from '@packyard/contracts';
import { assertNotEndless, unsafePath } from '@packyard/pack';
import type { Entry } from 'yauzl';
import type { UnpackBudget } from './unpack-budget';
import type { Unpacking } from './unpacking';

const KIND = 0o170000;
const LINK = 0o120000;
const FOLDER = 0o040000;
const FILE = 0o100000;
const MAX_TARGET_BYTES = 4096;
export const STORED = 0;
export const DEFLATED = 8;
const OTHER_METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
};

/** The entry's path, if it may be written. */
export function admit(entry: Entry, { subject }: Unpacking, budget: UnpackBudget): string {
  assertNotEndless(entry.fileName);
  const path = entry.fileName.replace(/(?<!\/)\/+$/, '');
  if (entry.isEncrypted()) {
    throw new RejectedError('ARCHIVE_INVALID', `${subject} is encrypted.`, { hint: 'Publish it without a password.' });
  }
  const method = entry.compressionMethod;
  if (method !== DEFLATED && method !== STORED) {
    const name = OTHER_METHODS[method] ?? `the method ${method}`;
    throw new RejectedError('ARCHIVE_INVALID', `${subject} is packed by ${name}, which can't be read.`, {
      hint: 'Pack it again by deflate, which is what zip does by itself.',
    });
  }
  if (![FILE, FOLDER, LINK].includes(kindOf(entry))) {
    throw unsafePath(path, 'it is neither a file nor a folder nor a link');
  }
  // The size that the directory names is enforced while the entry is read.
  const bytes = entry.uncompressedSize;
  if (isLink(entry) && bytes > MAX_TARGET_BYTES) throw unsafePath(path, 'it is a link with an endless target');
  budget.add({ path, bytes, isFolder: isFolder(entry) });
  return path;
}

export function modeOf(entry: Entry): number {
  return entry.externalFileAttributes >>> 16;
}

export function isFolder(entry: Entry): boolean {
  return kindOf(entry) === FOLDER;
}

export function isLink(entry: Entry): boolean {
  return kindOf(entry) === LINK;
}

/** Archives that were not made on Unix name no kind. */
function kindOf(entry: Entry): number {
  const kind = modeOf(entry) & KIND;
  if (kind !== 0) return kind;
  return entry.fileName.endsWith('/') ? FOLDER : FILE;
}
