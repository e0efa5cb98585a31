import { lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unsafePath } from '@packyard/pack';

/** Whether some part of a path is no name: `..`, `.` or nothing. */
export function leadsAway(path: string): boolean {
  return /(^|\/)\.{0,2}(\/|$)/.test(path);
}

/**
 * Where a path of a tree lies in the folder that the tree was written to. A tree of somebody's making may have a link and a
 * folder of the same name.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when a link is on the way to it, or it leads out of the folder
 */
export async function pathInTree(folder: string, path: string): Promise<string> {
  if (leadsAway(path)) throw unsafePath(path, 'it leads out of the pack');
  const root = await realpath(folder);
  const inTree = join(root, path);
  // A parent that is not there is refused as well.
  const parent = await realpath(dirname(inTree)).catch(() => undefined);
  if (parent !== dirname(inTree)) throw unsafePath(path, 'a link leads there');
  return inTree;
}

/**
 * The same for what a whole tree is to be written to: git follows a link at that place, and replaces what is there.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when it is not the empty folder that git makes for a submodule
 */
export async function emptyFolderInTree(folder: string, path: string): Promise<string> {
  const inTree = await pathInTree(folder, path);
  const entry = await lstat(inTree).catch(() => undefined);
  if (entry?.isDirectory() !== true)
    throw unsafePath(path, 'something else than a folder is at the place of the submodule');
  if ((await readdir(inTree)).length > 0)
    throw unsafePath(path, 'something lies in the folder of the submodule already');
  return inTree;
}
