import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unsafePath } from '@packyard/pack';

/**
 * Where a path of a tree lies in the folder that the tree was written to. A tree of somebody's making may have a link and a
 * folder of the same name.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when a link is on the way to it
 */
export async function ownPath(folder: string, path: string): Promise<string> {
  const root = await realpath(folder);
  const own = join(root, path);
  // A parent that is not there is refused as well.
  const parent = await realpath(dirname(own)).catch(() => undefined);
  if (parent !== dirname(own)) throw unsafePath(path, 'a link leads there');
  return own;
}
