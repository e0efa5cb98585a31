import { createWriteStream } from 'node:fs';
import { chmod, mkdir, open, stat, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { PackyardError } from '@packyard/contracts';
import { assertLinkStaysInside, resolveInside } from '@packyard/pack';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { isExcludedEntry } from './excluded-entry';
import { UnpackBudget } from './unpack-budget';
import type { Unpacking } from './unpacking';
import { ZipContentCheck } from './zip-content-check';
import { admit, DEFLATED, isFolder, isLink, modeOf } from './zip-entry';
import { nameOf } from './zip-name';

/** Links are made last: nothing is ever written through one. */
export async function unpackZip(unpacking: Unpacking): Promise<void> {
  const { file, destination, limits } = unpacking;
  const budget = new UnpackBudget(limits, (await stat(file)).size);
  const zip = await openPromise(file, {
    autoClose: false,
    decodeStrings: false,
    validateEntrySizes: true,
  });
  const links: { path: string; target: string }[] = [];
  try {
    budget.assertEntries(zip.entryCount);
    for await (const entry of zip.eachEntry()) {
      entry.fileName = nameOf(entry);
      const path = admit(entry, unpacking, budget);
      if (isExcludedEntry(path)) continue;
      const target = resolveInside(destination, path);
      await naming(path, async () => {
        if (isFolder(entry)) await mkdir(target, { recursive: true });
        else if (isLink(entry)) links.push({ path, target: await textOf(zip, entry) });
        else await writeFile(zip, entry, target);
      });
    }
  } finally {
    zip.close();
  }
  for (const { path, target } of links) await naming(path, () => makeLink(destination, path, target));
}

/** Which entry it was that could not be read or written is said of no error by itself. */
async function naming(member: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof PackyardError ? error : Object.assign(error as Error, { member });
  }
}

async function writeFile(zip: ZipFile, entry: Entry, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const mode = (modeOf(entry) & 0o111) === 0 ? 0o644 : 0o755;
  await inflate(zip, entry, createWriteStream(target, { flags: 'wx', mode }));
  // Archives that were not made on Unix have no modes: what begins like a script is one.
  if (modeOf(entry) === 0 && (await beginsWith(target, '#!'))) await chmod(target, 0o755);
}

async function beginsWith(file: string, text: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(text.length), 0, text.length, 0);
    return buffer.toString('latin1') === text;
  } finally {
    await handle.close();
  }
}

async function textOf(zip: ZipFile, entry: Entry): Promise<string> {
  const collected = new PassThrough();
  const [content] = await Promise.all([text(collected), inflate(zip, entry, collected)]);
  return content;
}

/** All in one pipeline, so that an error anywhere in it ends all of it and is thrown here. */
async function inflate(zip: ZipFile, entry: Entry, target: Writable): Promise<void> {
  const inflater = entry.compressionMethod === DEFLATED ? createInflateRaw() : new PassThrough();
  const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  await pipeline(packed, inflater, new ZipContentCheck(entry), target);
}

async function makeLink(destination: string, path: string, target: string): Promise<void> {
  assertLinkStaysInside(path, target);
  const link = resolveInside(destination, path);
  await mkdir(dirname(link), { recursive: true });
  await symlink(target, link);
}
