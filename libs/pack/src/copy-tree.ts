import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { mapConcurrently } from './map-concurrently';
import { TreeBudget, type TreeLimits } from './tree-budget';
import { assertIsUtf8, unsafePath } from './unsafe-path';
import { type TreeEntry, walkTree } from './walk-tree';

const FILES_AT_ONCE = 32;

export interface CopyOptions {
  /** Gets paths relative to the folder. */
  leavesOut?: (path: string) => boolean;
  /** Nothing is copied from a folder that has more than these. */
  limits?: TreeLimits;
  signal?: AbortSignal;
  /** Copies a file, when others than us may change the folder meanwhile. */
  copyFile?: (item: TreeEntry, target: string) => Promise<void>;
}

/**
 * Copies what is in a folder, links as links, into a folder that is made when it is missing. Several times as fast as
 * `fs.cp`, which takes one file after the other.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH for what is neither a file nor a folder nor a link; LIMIT_EXCEEDED
 */
export async function copyTree(from: string, to: string, options: CopyOptions = {}): Promise<void> {
  const { leavesOut, limits, signal, copyFile: copyFileOf = copyItsFile } = options;
  const all: TreeEntry[] = [];
  const budget = limits === undefined ? undefined : new TreeBudget(limits);
  for await (const item of walkTree(from, leavesOut)) {
    signal?.throwIfAborted();
    budget?.add(item.path, item.entry.isFile() ? (await lstat(item.absolutePath)).size : 0);
    all.push(item);
  }
  await mkdir(to, { recursive: true });
  // Parents come before what is in them.
  for (const item of all) if (item.entry.isDirectory()) await mkdir(join(to, item.path), { recursive: true });
  await mapConcurrently(all, FILES_AT_ONCE, async (item) => {
    signal?.throwIfAborted();
    if (!item.entry.isDirectory()) await copyOne(item, join(to, item.path), copyFileOf);
  });
}

async function copyOne(item: TreeEntry, target: string, copyFileOf: typeof copyItsFile): Promise<void> {
  const { path, absolutePath, entry } = item;
  if (entry.isSymbolicLink()) await copyLink(absolutePath, target);
  else if (!entry.isFile()) throw unsafePath(path, 'it is neither a file nor a folder nor a link');
  else await copyFileOf(item, target);
}

async function copyLink(path: string, target: string): Promise<void> {
  const leadsTo = await readlink(path);
  assertIsUtf8(leadsTo);
  await symlink(leadsTo, target);
}

/** File systems that can share blocks between copies do. */
function copyItsFile({ absolutePath }: TreeEntry, target: string): Promise<void> {
  return copyFile(absolutePath, target, constants.COPYFILE_FICLONE);
}
