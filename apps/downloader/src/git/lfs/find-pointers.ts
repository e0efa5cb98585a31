import { lstat } from 'node:fs/promises';
import { readPlainFile } from '@packyard/pack';
import type { GitCommand } from '../git-command';
import { NulRecords, textOf } from '../nul-records';
import { pathInTree } from '../path-in-tree';
import { type LfsPointer, MAX_POINTER_BYTES, parsePointer } from './lfs-pointer';

/** In the tree that was checked out. */
export interface PointerInTree extends LfsPointer {
  path: string;
  /** On the disk. */
  file: string;
  mode: number;
}

/** All files of the tree that `.gitattributes` gives to Git LFS, and that only stand for others. */
export async function findPointers(git: GitCommand, worktree: string): Promise<PointerInTree[]> {
  // No more of them than the listing of the tree has let in.
  const paths: string[] = [];
  const records = new NulRecords();
  const onOutput = (chunk: Buffer) => records.cut(chunk).forEach((record) => void paths.push(textOf(record)));
  await git.run(['ls-files', '-z', ':(top,attr:filter=lfs)'], { onOutput });
  const found: PointerInTree[] = [];
  for (const path of paths) {
    const file = await pathInTree(worktree, path);
    const entry = await lstat(file);
    const read = await readPlainFile(file, MAX_POINTER_BYTES);
    if (read.is !== 'file') continue;
    const pointer = parsePointer(read.content.toString('utf8'));
    if (pointer !== undefined) found.push({ ...pointer, path, file, mode: entry.mode });
  }
  return found;
}
