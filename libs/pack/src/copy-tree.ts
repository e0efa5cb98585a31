import { constants } from 'node:fs';
import { copyFile, mkdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { mapConcurrently } from './map-concurrently';
import { unsafePath } from './safe-path';
import { type TreeEntry, walkTree } from './walk-tree';

const FILES_AT_ONCE = 32;

/**
 * Copies what is in a folder, links as links, into a folder that is made when it is missing. `leavesOut` gets paths
 * relative to the folder. Several times as fast as `fs.cp`, which takes one file after the other.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH for what is neither a file nor a folder nor a link
 */
export async function copyTree(from: string, to: string, leavesOut?: (path: string) => boolean): Promise<void> {
  await mkdir(to, { recursive: true });
  const rest: TreeEntry[] = [];
  for await (const item of walkTree(from, leavesOut)) {
    // Parents come before what is in them.
    if (item.entry.isDirectory()) await mkdir(join(to, item.path), { recursive: true });
    else rest.push(item);
  }
  await mapConcurrently(rest, FILES_AT_ONCE, (item) => copyOne(item, join(to, item.path)));
}

async function copyOne({ path, absolutePath, entry }: TreeEntry, target: string): Promise<void> {
  if (entry.isSymbolicLink()) await symlink(await readlink(absolutePath), target);
  else if (!entry.isFile()) throw unsafePath(path, 'it is neither a file nor a folder nor a link');
  // File systems that can share blocks between copies do.
  else await copyFile(absolutePath, target, constants.COPYFILE_FICLONE);
}
