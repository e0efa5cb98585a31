import { constants } from 'node:fs';
import { join, relative } from 'node:path';
import { open, realpath } from './disk';
import { readBytes } from './plain-file';
import { unsafePath } from './unsafe-path';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Reads a file of a pack. Packs are looked through before, and this holds whatever was missed or put there since. `weigh`
 * is told its size before any of it is read, and throws when that is too much.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when its links lead out of the pack, or to what is no file; what reading throws
 */
export async function readInside(
  root: string,
  path: string,
  { realRoot, weigh }: { realRoot?: string; weigh?: (bytes: number) => void } = {},
): Promise<Buffer> {
  // What is at the end was followed to: whatever takes its place now is not.
  const file = await open(await realInside(root, path, realRoot), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() && !found.isDirectory()) throw unsafePath(path, 'it is neither a file nor a folder nor a link');
    weigh?.(found.size);
    return found.isFile() ? await readBytes(file, found.size) : await file.readFile();
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
