import { constants } from 'node:fs';
import { chmod, copyFile, link, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { StderrLogger } from '@packyard/pipeline';

const OWNER_READS = 0o400;
const OWNER_ENTERS = 0o500;
const LONGEST_SHOWN = 300;

/**
 * Gives everything in a folder another name elsewhere on the file system, where it stays when it is removed here. What goes
 * meanwhile is left out. What its owner may not read, as foreign code can leave it, he may from then on.
 * @param isTaken gets absolute paths; of a folder that is not taken nothing is
 */
export async function cloneTree(from: string, to: string, isTaken: (path: string) => boolean): Promise<void> {
  if (!isTaken(from)) return;
  await unlessGone(from, async () => {
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
      for (const name of names) await cloneTree(join(from, name), join(to, name), isTaken);
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
async function unlessGone(from: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENAMETOOLONG')
      new StderrLogger().warn(`Left out, as its path is too long: ${from.slice(0, LONGEST_SHOWN)}…`);
    else if (code !== 'ENOENT') throw error;
  }
}
