import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { entriesOf } from './disk-access';
import { assertIsUtf8 } from './unsafe-path';
import { compareTexts } from './version';

export interface TreeEntry {
  /** Relative to the root, with `/`. */
  path: string;
  absolutePath: string;
  entry: Dirent;
}

/**
 * Everything below a folder but the folder itself, parents before children, links not followed.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH for names that are no UTF-8
 */
export async function* walkTree(
  root: string,
  leavesOut: (path: string) => boolean = () => false,
  prefix = '',
): AsyncGenerator<TreeEntry> {
  const entries = await entriesOf(join(root, prefix));
  for (const entry of entries.sort((a, b) => compareTexts(a.name, b.name))) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (leavesOut(path)) continue;
    assertIsUtf8(path);
    yield { path, absolutePath: join(root, path), entry };
    if (entry.isDirectory()) yield* walkTree(root, leavesOut, path);
  }
}
