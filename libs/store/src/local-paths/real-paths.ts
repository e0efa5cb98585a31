import { realpath } from 'node:fs/promises';
import { basename, dirname, normalize, relative } from 'node:path';
import { RejectedError } from '@packyard/contracts';

export async function isBelowAny(real: string, folders: readonly string[]): Promise<boolean> {
  return (await foldersAbove(real, folders)).length > 0;
}

/** Those that hold the path or are it, with their links followed. */
export async function foldersAbove(real: string, folders: readonly string[]): Promise<string[]> {
  // A folder that does not exist holds nothing that could be allowed.
  const followed = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  return followed.filter((folder) => isBelow(real, folder));
}

export function isBelow(path: string, folder: string): boolean {
  return path === folder || !/^\.\.(\/|$)/.test(relative(folder, path));
}

/**
 * Links are followed as far as the path exists.
 * @throws RejectedError DESTINATION_INVALID
 */
export async function realpathOfMissing(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) {
      throw new RejectedError('DESTINATION_INVALID', `The folder ${path} can't be used: ${String(error)}.`, {
        hint: 'Give the path of a folder, or of one that can be made.',
        cause: error,
      });
    }
    return normalize(`${await realpathOfMissing(parent)}/${basename(path)}`);
  }
}
