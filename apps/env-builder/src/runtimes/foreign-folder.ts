import { lstat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * Whether a folder lies at a path, looked at before the service goes in: foreign code may have laid a link there, or in place of a
 * folder on the way, to have what it may not read taken for its own.
 * @param root can't be replaced by foreign code; the path lies below it
 */
export async function folderAt(root: string, path: string): Promise<'folder' | 'nothing' | 'something else'> {
  let at = root;
  for (const part of relative(root, path).split(sep)) {
    at = join(at, part);
    const found = await lstat(at).catch(unlessMissing);
    if (found === undefined) return 'nothing';
    if (!found.isDirectory()) return 'something else';
  }
  return 'folder';
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}
