import { constants } from 'node:fs';
import { chmod, copyFile, link, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';

const OWNER_READS = 0o400;
const OWNER_ENTERS = 0o500;

export interface Cloning {
  /** Gets absolute paths; of a folder that is not taken nothing is. */
  isTaken: (path: string) => boolean;
  /** Gets the absolute paths of what is left out because its path is too long for a copy of it. */
  onTooLong: (path: string) => void;
}

/**
 * Gives everything in a folder another name elsewhere on the file system, where it stays when it is removed here. What goes
 * meanwhile is left out. What its owner may not read, as foreign code can leave it, he may from then on.
 */
export async function cloneTree(from: string, to: string, cloning: Cloning): Promise<void> {
  if (!cloning.isTaken(from)) return;
  await unlessGone(from, cloning, async () => {
    const found = await lstat(from);
    if (found.isSymbolicLink()) await symlink(await readlink(from), to);
    else if (found.isFile()) {
      await linkOrCopy(from, to);
      if ((found.mode & OWNER_READS) === 0) await chmod(to, (found.mode & 0o777) | OWNER_READS);
    } else if (found.isDirectory()) {
      const mode = (found.mode & 0o7777) | OWNER_ENTERS;
      if (mode !== (found.mode & 0o7777)) await chmod(from, mode);
      const names = await readdir(from);
      await mkdir(to);
      for (const name of names) await cloneTree(join(from, name), join(to, name), cloning);
      await chmod(to, mode);
    }
  });
}

/** A file system gives one file so many names only, and foreign code may have used them all. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EMLINK') throw error;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}

/** Nor is anything kept back because of what has a path that no copy can have, as packs of former versions may have brought. */
async function unlessGone(from: string, { onTooLong }: Cloning, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENAMETOOLONG') onTooLong(from);
    else if (code !== 'ENOENT') throw error;
  }
}
