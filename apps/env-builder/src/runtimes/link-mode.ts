import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinkMode } from './runtime';

/** Looks at what was really done: links across file systems become copies without a word. */
export async function linkModeOf(folder: string): Promise<LinkMode> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(py|js|json|so)$/.test(entry.name));
  for (const entry of files) {
    if ((await lstat(join(entry.parentPath, entry.name))).nlink > 1) return 'hard links';
  }
  return 'copies';
}
