import { chmod, link, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives everything in a folder another name elsewhere on the file system, where it stays when it is removed here. What goes
 * meanwhile is left out.
 */
export async function cloneTree(from: string, to: string): Promise<void> {
  await unlessGone(async () => {
    const found = await lstat(from);
    if (found.isSymbolicLink()) await symlink(await readlink(from), to);
    else if (found.isFile()) await link(from, to);
    else if (found.isDirectory()) {
      const names = await readdir(from);
      await mkdir(to);
      for (const name of names) await cloneTree(join(from, name), join(to, name));
      await chmod(to, found.mode & 0o7777);
    }
  });
}

async function unlessGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
