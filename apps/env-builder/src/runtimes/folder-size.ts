import { lstat } from 'node:fs/promises';
import { filesBelow } from './walk-files';

const AT_ONCE = 64;

/**
 * Bytes of all files below the folder, links not followed.
 * @param most how many files and folders there may be
 * @throws RejectedError LIMIT_EXCEEDED when there are more
 */
export async function folderSize(folder: string, most: number): Promise<number> {
  let bytes = 0;
  let paths: string[] = [];
  for await (const { path } of filesBelow(folder, most)) {
    paths.push(path);
    if (paths.length < AT_ONCE) continue;
    bytes += await sizeOf(paths);
    paths = [];
  }
  return bytes + (await sizeOf(paths));
}

async function sizeOf(paths: readonly string[]): Promise<number> {
  const found = await Promise.all(paths.map((path) => lstat(path)));
  return found.reduce((sum, { size }) => sum + size, 0);
}
