import { chmod } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import { lstat, readlink } from './disk-access';
import { TreeBudget, type TreeLimits } from './tree-budget';
import { assertIsUtf8, unsafePath } from './unsafe-path';
import { walkTree } from './walk-tree';

const MAX_PATH_LENGTH = 1024;
// Whatever brought it: below the store, and below the copy that a backup makes of that, systems still take it.
const MAX_PATH_BYTES = 2048;

/**
 * The absolute path of something that foreign content names, which must lie below `root`.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH for absolute paths, `..`, drive letters, backslashes, control
 * characters and names that are no UTF-8
 */
export function resolveInside(root: string, relativePath: string): string {
  assertIsUtf8(relativePath);
  const problem = pathProblem(relativePath);
  if (problem !== undefined) throw unsafePath(relativePath, problem);
  return resolve(root, relativePath);
}

/**
 * Checks an unpacked tree: links stay inside, there are only files, folders and links, and no two paths are the same on
 * a file system that ignores case. Set-uid bits are taken away. Returns whether there are links: without any, what holds
 * of a tree holds of every folder in it.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH or LIMIT_EXCEEDED
 */
export async function assertTreeIsSafe(root: string, limits: TreeLimits): Promise<{ hasLinks: boolean }> {
  let hasLinks = false;
  const seen = new Map<string, string>();
  const budget = new TreeBudget(limits);
  for await (const { path, absolutePath, entry } of walkTree(root)) {
    const folded = path.normalize('NFC').toLowerCase();
    const twin = seen.get(folded);
    if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw unsafePath(path, `it has more than ${MAX_PATH_BYTES} bytes`);
    if (twin !== undefined) throw unsafePath(path, `it differs from '${twin}' only in case or Unicode form`);
    seen.set(folded, path);
    const { size, mode } = await lstat(absolutePath);
    budget.add(path, entry.isFile() ? size : 0);
    hasLinks ||= entry.isSymbolicLink();
    if (entry.isSymbolicLink()) assertLinkStaysInside(path, await readlink(absolutePath));
    else if (!entry.isFile() && !entry.isDirectory())
      throw unsafePath(path, 'it is neither a file nor a folder nor a link');
    if (!entry.isSymbolicLink() && (mode & 0o7000) !== 0) await chmod(absolutePath, mode & 0o777);
  }
  return { hasLinks };
}

/** `.git` and what is in it is no part of a pack, wherever it lies: it may name a repository that is somewhere else. */
export function belongsToGit(path: string): boolean {
  return path.split('/').some((part) => part.toLowerCase() === '.git');
}

/**
 * A link may name anything below the pack's root, relative to its own folder. `..` may only begin what it names: behind a
 * name that is itself a link, the system would go up from where that leads.
 */
export function assertLinkStaysInside(path: string, target: string): void {
  assertIsUtf8(target);
  if (target === '') throw unsafePath(path, 'it is a link that names nothing');
  const landing = posix.normalize(posix.join(posix.dirname(path), target));
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const below = parts.slice(parts.findIndex((part) => part !== '..'));
  if (posix.isAbsolute(target) || landing === '..' || landing.startsWith('../')) {
    throw unsafePath(path, `it is a link to '${target}', which lies outside of the pack`);
  }
  if (parts.some((part) => part !== '..') && below.includes('..')) {
    throw unsafePath(path, `it is a link to '${target}', which goes up again behind a name`);
  }
}

function pathProblem(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.length > MAX_PATH_LENGTH) return `it has more than ${MAX_PATH_LENGTH} characters`;

  if (/[\u0000-\u001f\u007f]/.test(path)) return 'it contains control characters';
  if (path.includes('\\')) return 'it contains a backslash';
  if (posix.isAbsolute(path) || /^[a-zA-Z]:/.test(path)) return 'it is absolute';
  if (path.split('/').includes('..')) return 'it leads out of the pack';
  return undefined;
}
