import { constants } from 'node:fs';
import { join, relative } from 'node:path';
import { open, realpath } from './disk-access';
import { asRefusal } from './not-readable';
import { readBytes } from './plain-file';
import { unsafePath } from './unsafe-path';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Reads a file of a pack. Packs are looked through before, and this holds whatever was missed or put there since. `weigh`
 * is told its size before any of it is read, and throws when that is too much.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when its links lead out of the pack, or to a pipe; MANIFEST_INVALID when it is a
 * folder, or a link to nothing; ENOENT and ENOTDIR when there is nothing
 */
export async function readInside(root: string, path: string, options: ReadingInside = {}): Promise<Buffer> {
  try {
    return await readIt(root, path, options);
  } catch (error) {
    throw await asRefusal(root, path, error);
  }
}

interface ReadingInside {
  realRoot?: string;
  weigh?: (bytes: number) => void;
}

async function readIt(root: string, path: string, { realRoot, weigh }: ReadingInside): Promise<Buffer> {
  // What is at the end was followed to: whatever takes its place now is not.
  const file = await open(await realInside(root, path, realRoot), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() && !found.isDirectory()) throw unsafePath(path, 'it is neither a file nor a folder nor a link');
    // Says that it is none, in the words of the system.
    if (found.isDirectory()) return await file.readFile();
    weigh?.(found.size);
    return await readBytes(file, found.size);
  } finally {
    await file.close();
  }
}

/**
 * `realRoot` is where the root really lies, for those who know it already.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when its links lead out of the pack; what looking at a file throws
 */
export async function realInside(root: string, path: string, realRoot?: string): Promise<string> {
  const [real, base] = await Promise.all([realpath(join(root, path)), realRoot ?? realpath(root)]);
  if (/^\.\.(\/|$)/.test(relative(base, real))) throw unsafePath(path, 'it is a link that leads out of the pack');
  return real;
}
