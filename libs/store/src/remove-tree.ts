import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { chmod, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

// What a pack may bring: folders that may not be written, and paths that are longer than any system takes.
const IN_THE_WAY = ['EACCES', 'EPERM', 'ENOTEMPTY', 'ENAMETOOLONG'];

/** Removes a folder with all that is in it, however deep it is, also when a pack brought folders that may not be written. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    if (!IN_THE_WAY.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await removeFlat(path);
  }
}

/** Step by step: what is in a sub-folder is brought up beside it before that is removed, so that no path gets longer. */
async function removeFlat(root: string): Promise<void> {
  await chmod(root, 0o700);
  for (let entries = await entriesOf(root); entries.length > 0; entries = await entriesOf(root)) {
    for (const entry of entries) await removeEntry(root, entry);
  }
  await rmdir(root);
}

async function removeEntry(root: string, entry: Dirent): Promise<void> {
  const path = join(root, entry.name);
  if (!entry.isDirectory()) {
    await unlink(path);
    return;
  }
  await chmod(path, 0o700);
  for (const inner of await entriesOf(path)) {
    const innerPath = join(path, inner.name);
    if (!inner.isDirectory()) {
      await unlink(innerPath);
      continue;
    }
    // A folder that is moved has to be writable itself.
    await chmod(innerPath, 0o700);
    await rename(innerPath, join(root, randomUUID()));
  }
  await rmdir(path);
}

function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true });
}
