import { createWriteStream } from 'node:fs';
import { mkdir, stat, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { PackyardError, RejectedError } from '@packyard/contracts';
import { assertLinkStaysInside, resolveInside, unsafePath } from '@packyard/pack';
import { type Entry, openPromise } from 'yauzl';
import type { Unpacking } from './unpacking';
import { UnpackBudget } from './unpack-budget';

const KIND = 0o170000;
const LINK = 0o120000;
const FOLDER = 0o040000;
const FILE = 0o100000;

/** Links are made last: nothing is ever written through one. */
export async function unpackZip(unpacking: Unpacking): Promise<void> {
  try {
    await unpack(unpacking);
  } catch (error) {
    unpacking.signal.throwIfAborted();
    if (error instanceof PackyardError) throw error;
    throw new RejectedError('ARCHIVE_INVALID', `${unpacking.subject} is damaged: ${(error as Error).message}.`, {
      hint: 'Pack it again and publish it anew.',
      cause: error,
    });
  }
}

async function unpack(unpacking: Unpacking): Promise<void> {
  const { file, destination, limits, signal } = unpacking;
  const zip = await openPromise(file, {
    lazyEntries: true,
    autoClose: false,
    strictFileNames: true,
    validateEntrySizes: true,
  });
  const budget = new UnpackBudget(limits, (await stat(file)).size);
  const links: { path: string; target: string }[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      const path = admit(entry, unpacking, budget);
      const target = resolveInside(destination, path);
      if (kindOf(entry) === FOLDER) {
        await mkdir(target, { recursive: true });
        continue;
      }
      const content = await zip.openReadStreamPromise(entry);
      if (kindOf(entry) === LINK) {
        links.push({ path, target: await text(content) });
        continue;
      }
      await mkdir(dirname(target), { recursive: true });
      const mode = (modeOf(entry) & 0o111) === 0 ? 0o644 : 0o755;
      await pipeline(content, createWriteStream(target, { flags: 'wx', mode }), { signal });
    }
  } finally {
    zip.close();
  }
  for (const { path, target } of links) {
    assertLinkStaysInside(path, target);
    const link = resolveInside(destination, path);
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link);
  }
}

function admit(entry: Entry, unpacking: Unpacking, budget: UnpackBudget): string {
  const path = entry.fileName.replace(/\/+$/, '');
  if (entry.isEncrypted()) {
    throw new RejectedError('ARCHIVE_INVALID', `${unpacking.subject} is encrypted.`, {
      hint: 'Publish it without a password.',
    });
  }
  const kind = kindOf(entry);
  if (![FILE, FOLDER, LINK].includes(kind)) throw unsafePath(path, 'it is neither a file nor a folder nor a link');
  // The size that the entry names is enforced while it is read.
  budget.add({ path, bytes: entry.uncompressedSize, isFolder: kind === FOLDER });
  return path;
}

function modeOf(entry: Entry): number {
  return entry.externalFileAttributes >>> 16;
}

/** Archives that were not made on Unix name no kind. */
function kindOf(entry: Entry): number {
  const kind = modeOf(entry) & KIND;
  if (kind !== 0) return kind;
  return entry.fileName.endsWith('/') ? FOLDER : FILE;
}
