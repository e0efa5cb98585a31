import { lstat } from 'node:fs/promises';
import type { LinkMode } from './runtime';
import { filesBelow } from './walk-files';

/**
 * Looks at what was really done: links across file systems become copies without a word.
 * @param most how many files and folders there may be
 * @throws RejectedError LIMIT_EXCEEDED when there are more
 */
export async function detectLinkMode(folder: string, most: number): Promise<LinkMode> {
  for await (const { entry, path } of filesBelow(folder, most)) {
    if (/\.(py|js|json|so)$/.test(entry.name) && (await lstat(path)).nlink > 1) return 'hard links';
  }
  return 'copies';
}
