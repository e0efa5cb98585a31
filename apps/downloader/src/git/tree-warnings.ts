import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitSource } from '@packyard/contracts';
import { readPlainFile } from '@packyard/pack';

const MAX_ATTRIBUTES_BYTES = 1024 * 1024;

/** What a user should know about a tree that git checked out, and that nobody has looked through yet. */
export async function treeWarnings(
  folder: string,
  { submodules, lfs }: Pick<GitSource, 'submodules' | 'lfs'> = {},
): Promise<string[]> {
  const names = await readdir(folder);
  const hasSubmodules = submodules !== true && names.includes('.gitmodules');
  const warnings = hasSubmodules
    ? ['The repository has submodules, which are not fetched: ask for them with submodules: true, or ?submodules=1.']
    : [];
  if (lfs === true || !names.includes('.gitattributes')) return warnings;
  const attributes = await readPlainFile(join(folder, '.gitattributes'), MAX_ATTRIBUTES_BYTES);
  return attributes.is === 'file' && attributes.content.includes('filter=lfs')
    ? [...warnings, 'The repository uses Git LFS, whose files are not fetched: ask for them with lfs: true, or ?lfs=1.']
    : warnings;
}
