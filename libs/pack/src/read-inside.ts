import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { unsafePath } from './unsafe-path';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Reads a file of a pack. Packs are looked through before, and this holds whatever was missed or put there since.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when its links lead out of the pack, or to what is no file; what reading throws
 */
export async function readInside(root: string, path: string): Promise<Buffer> {
  // What is at the end was followed to: whatever takes its place now is not.
  const file = await open(await realInside(root, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() && !found.isDirectory()) throw unsafePath(path, 'it is neither a file nor a folder nor a link');
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** @throws RejectedError ARCHIVE_UNSAFE_PATH when its links lead out of the pack; what looking at a file throws */
export async function realInside(root: string, path: string): Promise<string> {
  const [real, realRoot] = await Promise.all([realpath(join(root, path)), realpath(root)]);
  if (/^\.\.(\/|$)/.test(relative(realRoot, real))) throw unsafePath(path, 'it is a link that leads out of the pack');
  return real;
}
