import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const AT_ONCE = 64;

/** Bytes of all files below the folder, links not followed. */
export async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const sizes = await Promise.all(files.slice(at, at + AT_ONCE).map(sizeOf));
    bytes += sizes.reduce((sum, size) => sum + size, 0);
  }
  return bytes;
}

async function sizeOf(file: Dirent): Promise<number> {
  return (await lstat(join(file.parentPath, file.name))).size;
}
