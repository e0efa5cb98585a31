import { chmod, lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { tooManyFiles } from './walk-files';

const FILE = { needed: 0o600, most: 0o777 };
// Folders of some systems pass their group on by such a bit.
const FOLDER = { needed: 0o700, most: 0o7777 };

/**
 * Lets the owner read and write all that foreign code has made of an environment, as backups and others have to, and takes away
 * what makes a program run as its owner. Links are not followed.
 * @param most how many files and folders there may be
 * @throws RejectedError LIMIT_EXCEEDED when there are more
 */
export async function giveUsualModes(folder: string, most: number): Promise<void> {
  let count = 0;
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    await giveMode(at, FOLDER);
    for await (const entry of await opendir(at)) {
      count += 1;
      if (count > most) throw tooManyFiles(most);
      const path = join(at, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) await giveMode(path, FILE);
    }
  }
}

async function giveMode(path: string, { needed, most }: typeof FILE): Promise<void> {
  const mode = (await lstat(path)).mode & 0o7777;
  const usual = (mode | needed) & most;
  if (usual !== mode) await chmod(path, usual);
}
