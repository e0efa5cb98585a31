import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ENVIRONMENT_LINKS, type Digest, RejectedError } from '@packyard/contracts';
import { type OpenFile, readlink, readSmallFile } from './disk-access';
import { mapConcurrently } from './map-concurrently';
import { withPlainFile } from './plain-file';
import { unsafePath } from './unsafe-path';
import { walkTree, type TreeEntry } from './walk-tree';

const FILES_AT_ONCE = 16;
// A stream costs more than reading such a file.
const READ_AT_ONCE_BYTES = 1024 * 1024;

/**
 * SHA-256 over the canonical tree, which anyone can recompute: for every file and link, sorted by the bytes of its path,
 * one line `<kind> <sha256> <path>\n`. `<kind>` is `file`, `exec` (owner may execute) or `link`; `<sha256>` is over the
 * file's bytes, or over the link's target; `<path>` is relative, with `/`, and percent-encoded as by encodeURIComponent
 * for each part. Empty folders don't count, nor the links to environments that Packyard itself adds, nor what is left out.
 */
export async function digestTree(root: string, leavesOut?: (path: string) => boolean): Promise<Digest> {
  const entries: TreeEntry[] = [];
  for await (const item of walkTree(root, leavesOut)) if (counts(item)) entries.push(item);
  const lines = await mapConcurrently(entries, FILES_AT_ONCE, lineOf);
  const sorted = lines.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  const hash = createHash('sha256');
  for (const { line } of sorted) hash.update(line);
  return `sha256:${hash.digest('hex')}` as Digest;
}

/**
 * Attune's own rule for folders: paths and contents of all files in walk order, without separators or modes. Nobody need have
 * looked through the folder.
 */
export async function attuneFolderChecksum(root: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const files: TreeEntry[] = [];
  for await (const item of walkTree(root)) if (item.entry.isFile()) files.push(item);
  const buffer = Buffer.allocUnsafe(READ_AT_ONCE_BYTES);
  for (const { path, absolutePath } of files) {
    hash.update(path);
    const isRead = await withPlainFile(absolutePath, (file) => addContent(hash, { file, buffer, signal }));
    if (isRead !== true) throw unsafePath(path, 'it is no file any more');
  }
  return `sha256:${hash.digest('hex')}`;
}

/** A piece at a time, as large as the buffer. */
async function addContent(
  hash: Hash,
  { file, buffer, signal }: { file: OpenFile; buffer: Buffer; signal: AbortSignal },
): Promise<true> {
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, buffer.length);
    if (bytesRead === 0) return true;
    hash.update(buffer.subarray(0, bytesRead));
  }
}

const ALGORITHMS = ['sha256', 'sha512', 'sha1', 'md5'];

/** @throws RejectedError CHECKSUM_MISMATCH when the file's bytes are not what `expected` (`algorithm:hex`) promises */
export async function verifyFileChecksum(path: string, expected: string, subject: string): Promise<void> {
  const [algorithm = '', digest = ''] = expected.split(':');
  if (!ALGORITHMS.includes(algorithm) || !/^[0-9a-f]+$/i.test(digest)) {
    throw new RejectedError('REGISTRY_INVALID', `The checksum '${expected}' of ${subject} can't be read.`, {
      hint: `Write it as sha256:<hexadecimal digits>; ${ALGORITHMS.join(', ')} are known.`,
    });
  }
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  assertSameChecksum(`${algorithm}:${hash.digest('hex')}`, expected, subject);
}

export function assertSameChecksum(actual: string, expected: string, subject: string): void {
  if (actual.toLowerCase() === expected.toLowerCase()) return;
  throw new RejectedError('CHECKSUM_MISMATCH', `${subject} has the checksum ${actual}, but ${expected} was promised.`, {
    hint: 'The content was changed after it was published. Ask its publisher, or correct the registry.',
  });
}

function counts({ path, entry }: TreeEntry): boolean {
  if (entry.isSymbolicLink()) return !ENVIRONMENT_LINKS.includes(path);
  return entry.isFile();
}

async function lineOf({ path, absolutePath, entry }: TreeEntry): Promise<{ path: string; line: string }> {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (entry.isSymbolicLink()) return { path, line: `link ${sha256(await readlink(absolutePath))} ${encoded}\n` };
  const { mode, content } = await readSmallFile(absolutePath, READ_AT_ONCE_BYTES);
  const kind = (mode & 0o100) === 0 ? 'file' : 'exec';
  const digest = content === undefined ? await sha256OfLarge(absolutePath) : sha256(content);
  return { path, line: `${kind} ${digest} ${encoded}\n` };
}

async function sha256OfLarge(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
