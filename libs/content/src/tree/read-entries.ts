import { lstat, readlink } from 'node:fs/promises';
import { ENVIRONMENT_LINKS } from '@packyard/contracts';
import { walkTree } from '@packyard/pack';
import { unsafe } from './tree-list';

export interface FileEntry {
  path: string;
  absolutePath: string;
  mode: number;
  size: number;
  modifiedAt: number;
}

export interface TreeEntries {
  folders: [path: string, mode: number][];
  files: FileEntry[];
  links: [path: string, target: string][];
}

/** All that is in a folder, in the order of the paths. Links at the root that lead to environments belong to the home. */
export async function readEntries(root: string): Promise<TreeEntries> {
  const entries: TreeEntries = { folders: [], files: [], links: [] };
  for await (const { path, absolutePath, entry } of walkTree(root)) {
    if (entry.isSymbolicLink()) {
      if (!ENVIRONMENT_LINKS.includes(path)) entries.links.push([path, await readlink(absolutePath)]);
      continue;
    }
    const { mode, size, mtimeMs } = await lstat(absolutePath);
    if (entry.isDirectory()) entries.folders.push([path, mode & 0o777]);
    else if (entry.isFile())
      entries.files.push({ path, absolutePath, mode: mode & 0o777, size, modifiedAt: Math.floor(mtimeMs / 1000) });
    else throw unsafe(path, 'it is neither a file nor a folder nor a link');
  }
  return entries;
}
