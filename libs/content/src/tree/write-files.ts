import { randomUUID } from 'node:crypto';
import { closeSync, createReadStream, createWriteStream, fchmodSync, futimesSync, openSync, writeSync } from 'node:fs';
import { chmod, constants, copyFile, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants as zlib, createZstdDecompress, zstdDecompress } from 'node:zlib';
import { MAX_ZSTD_WINDOW_LOG, RejectedError } from '@packyard/contracts';
import { RelocatedText, relocated, type Relocation } from './relocated-text';
import type { ListedFile } from './tree-list';

const decompress = promisify(zstdDecompress);
const WINDOW = { params: { [zlib.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG } };

/** After so many bytes the event loop goes on. */
const BYTES_A_TURN = 4 * 1024 * 1024;
/** Making a file takes about as long as writing so many bytes to one. */
const BYTES_A_FILE = 16 * 1024;
/** Shorter files are written faster than they are copied. */
const COPIED_BYTES = 64 * 1024;
const OWNER_READS = 0o400;
/** Of zlib. */
const MIN_CHUNK_BYTES = 64;
const LIST_CHUNK_BYTES = 1024 * 1024;

export interface WrittenFile {
  listed: ListedFile;
  /** In seconds. */
  modifiedAt: number | undefined;
  /** What to put in the place of which folder in it. */
  move: Relocation | undefined;
}

/**
 * Writes the files that lie in a bundle. Not one by one through the pool of threads, which takes several times as long; but
 * any number of files may be the same bytes of it, so that they come to much more than it has. What was packed is gone then.
 */
export async function writeBundle(
  packed: Buffer,
  size: number,
  { root, files }: { root: string; files: readonly WrittenFile[] },
): Promise<void> {
  const content = await unpacked(packed, size);
  giveBack(packed);
  try {
    await writeFiles(content, { root, files });
  } finally {
    giveBack(content);
  }
}

async function writeFiles(content: Buffer, { root, files }: Parameters<typeof writeBundle>[2]): Promise<void> {
  const written = new Map<string, string>();
  let sinceTurn = 0;
  for (const file of files) {
    const [path, mode, , , bytes] = file.listed;
    const [target, part] = [join(root, path), partOf(file)];
    const same = written.get(part);
    if (same !== undefined) {
      await copyWritten(same, target, file);
      continue;
    }
    sinceTurn += BYTES_A_FILE + writePart(content, target, file);
    if (bytes >= COPIED_BYTES && (mode & OWNER_READS) !== 0) written.set(part, target);
    if (sinceTurn < BYTES_A_TURN) continue;
    sinceTurn = 0;
    await setImmediate();
  }
}

/**
 * Nobody uses it any more. Left to be collected, a few of them at a time make V8 look through all that it has, again and again:
 * a fifth of the processor time of fetching a tree.
 */
function giveBack(bytes: Buffer): void {
  // What is a part of something larger shares its memory, as short ones do.
  const isWhole = bytes.length > Buffer.poolSize && bytes.buffer.byteLength - bytes.length < MIN_CHUNK_BYTES;
  if (isWhole && 'transfer' in bytes.buffer) bytes.buffer.transfer(0);
}

/** Names what two files have in common that are the same. */
function partOf({ listed: [, , , at, bytes], move }: WrittenFile): string {
  return JSON.stringify([at, bytes, move?.from, move?.to]);
}

/** Answers how many bytes it has. */
function writePart(bundle: Buffer, target: string, { listed, modifiedAt, move }: WrittenFile): number {
  const [path, mode, , at, bytes] = listed;
  const own = bundle.subarray(at, at + bytes);
  const content = move === undefined ? own : relocated(path, own, move);
  writeNew(target, content, { mode, modifiedAt });
  return content.length;
}

async function copyWritten(from: string, target: string, file: WrittenFile): Promise<void> {
  await copyFile(from, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await finish(target, file);
}

async function finish(target: string, { listed: [, mode], modifiedAt }: WrittenFile): Promise<void> {
  await chmod(target, mode);
  if (modifiedAt !== undefined) await utimes(target, modifiedAt, modifiedAt);
}

/** Of a blob that may be larger than what fits into memory. */
export async function writeLarge(
  packedFile: string,
  size: number,
  { root, files }: { root: string; files: readonly WrittenFile[] },
): Promise<void> {
  const [first] = files;
  if (first === undefined) return;
  const whole = join(root, `.${randomUUID()}`);
  await pipeline(
    createReadStream(packedFile),
    createZstdDecompress(WINDOW),
    exactly(size),
    createWriteStream(whole, { flags: 'wx' }),
  );
  for (const [index, file] of files.entries()) {
    const { listed, move } = file;
    const [path, , , at, bytes] = listed;
    if (at !== 0 || bytes !== size) throw otherLength();
    const target = join(root, path);
    const isLast = index === files.length - 1;
    if (move !== undefined) await writeMoved(whole, target, new RelocatedText(path, move));
    else if (isLast) await rename(whole, target);
    else await copyFile(whole, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await finish(target, file);
  }
  await rm(whole, { force: true });
}

async function writeMoved(whole: string, target: string, text: RelocatedText): Promise<void> {
  await pipeline(
    createReadStream(whole),
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) yield text.add(piece);
      yield text.end();
    },
    createWriteStream(target, { flags: 'wx' }),
  );
}

export function writeNew(
  path: string,
  content: Buffer,
  { mode, modifiedAt }: { mode: number; modifiedAt: number | undefined },
): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    for (let at = 0; at < content.length;) at += writeSync(file, content, at);
    fchmodSync(file, mode);
    if (modifiedAt !== undefined) futimesSync(file, modifiedAt, modifiedAt);
  } finally {
    closeSync(file);
  }
}

/** No more than was promised is ever unpacked. @throws RejectedError ARCHIVE_INVALID */
export async function unpacked(packed: Buffer, size: number): Promise<Buffer> {
  let content: Buffer;
  try {
    // In one piece: else each 16 KiB are another job of the pool of threads, and another buffer.
    const chunkSize = Math.max(size + 1, MIN_CHUNK_BYTES);
    content = await decompress(packed, { ...WINDOW, maxOutputLength: Math.max(size, 1), chunkSize });
  } catch (cause) {
    throw otherLength(cause);
  }
  if (content.length !== size) throw otherLength();
  return content;
}

/** The text of a list, of which nobody has said how long it is. @throws RejectedError ARCHIVE_INVALID */
export async function unpackList(packed: Buffer, maxBytes: number): Promise<string> {
  try {
    return (await decompress(packed, { ...WINDOW, maxOutputLength: maxBytes, chunkSize: LIST_CHUNK_BYTES })).toString(
      'utf8',
    );
  } catch (cause) {
    throw otherLength(cause);
  }
}

function exactly(size: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length;
      if (bytes <= size) callback(null, chunk);
      else callback(otherLength());
    },
    flush(callback) {
      callback(bytes === size ? null : otherLength());
    },
  });
}

function otherLength(cause?: unknown): RejectedError {
  return new RejectedError('ARCHIVE_INVALID', 'A blob of a content is not what its list says.', {
    hint: 'Somebody has put it into the content store who is not this service: look who may write there.',
    cause,
  });
}
