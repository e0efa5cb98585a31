import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';

const AT_ONCE = 256;

/**
 * All files below a folder, links not followed, one after the other: foreign code may have made more than can be listed.
 * @param most how many files and folders there may be
 * @throws RejectedError LIMIT_EXCEEDED when there are more
 */
export async function* filesBelow(folder: string, most: number): AsyncGenerator<{ entry: Dirent; path: string }> {
  let count = 0;
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for await (const entry of await opendir(at, { bufferSize: AT_ONCE })) {
      count += 1;
      if (count > most) throw tooManyFiles(most);
      const path = join(at, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) yield { entry, path };
    }
  }
}

export function tooManyFiles(most: number): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `The environment holds more than ${most} files and folders.`, {
    hint: 'If the pack needs that many, raise PACKYARD_SANDBOX_FILES on the worker.',
  });
}
