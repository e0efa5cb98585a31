import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { resolveInside, unsafePath } from '@packyard/pack';

/**
 * The real path of something in a pack, links followed; nothing when it is not there. `folder` is a real path itself.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when the path, or a link on it, leads out of the pack
 */
export async function findInside(folder: string, path: string): Promise<string | undefined> {
  const found = await realPathOf(resolveInside(folder, path));
  if (found !== undefined && /^\.\.(\/|$)/.test(relative(folder, found))) {
    throw unsafePath(path, 'it is a link that leads out of the pack');
  }
  return found;
}

async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
