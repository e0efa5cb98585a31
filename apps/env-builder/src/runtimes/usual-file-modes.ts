import { chmod, lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { tooManyFiles } from './walk-files';

const FILE = { needed: 0o600, most: 0o777 };
// Folders of some systems pass their group on by such a bit.
const FOLDER = { needed: 0o700, most: 0o7777 };

// Below the folder: with the way to it, and with that to a copy of it, it stays within what systems take.
const MAX_PATH_BYTES = 2000;
// On average, of as many as there may be: whoever lists them all, as a backup does, has them in memory.
const BYTES_OF_EACH = 256;

/**
 * Lets the owner read and write all that foreign code has made of an environment, as backups and others have to, and takes away
 * what makes a program run as its owner. Links are not followed.
 * @param most how many files and folders there may be
 * @throws RejectedError LIMIT_EXCEEDED when there are more, or a path is longer than others can use
 */
export async function giveUsualModes(folder: string, most: number): Promise<void> {
  let count = 0;
  let bytes = 0;
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    await giveMode(at, FOLDER);
    for await (const entry of await opendir(at)) {
      count += 1;
      if (count > most) throw tooManyFiles(most);
      const path = join(at, entry.name);
      const length = Buffer.byteLength(path) - Buffer.byteLength(folder);
      bytes += length;
      if (length > MAX_PATH_BYTES) throw pathTooLong(path, folder);
      if (bytes > most * BYTES_OF_EACH) throw tooManyFiles(most);
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

function pathTooLong(path: string, folder: string): RejectedError {
  const start = path.slice(folder.length + 1, folder.length + 61);
  const sentence = `The environment holds a path of more than ${MAX_PATH_BYTES} bytes, which begins with '${start}'.`;
  return new RejectedError('LIMIT_EXCEEDED', sentence, {
    hint: 'Look which package of the pack makes it, and leave that package out or take another version of it.',
  });
}
