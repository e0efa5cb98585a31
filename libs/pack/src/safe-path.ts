import { chmod, lstat, readlink } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';
import { walkTree } from './walk-tree';

export type TreeLimits = Pick<
  LimitsConfig,
  'PACKYARD_MAX_ENTRIES' | 'PACKYARD_MAX_UNPACKED_BYTES' | 'PACKYARD_MAX_FILE_BYTES'
>;

const LONGEST_PATH = 1024;

/**
 * The absolute path of something that foreign content names, which must lie below `root`.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH for absolute paths, `..`, drive letters, backslashes and control characters
 */
export function resolveInside(root: string, relativePath: string): string {
  const problem = pathProblem(relativePath);
  if (problem !== undefined) throw unsafePath(relativePath, problem);
  return resolve(root, relativePath);
}

/**
 * Checks an unpacked tree: links stay inside, there are only files, folders and links, and no two paths are the same on
 * a file system that ignores case. Set-uid bits are taken away.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH or LIMIT_EXCEEDED
 */
export async function assertTreeIsSafe(root: string, limits: TreeLimits): Promise<void> {
  const seen = new Map<string, string>();
  let bytes = 0;
  for await (const { path, absolutePath, entry } of walkTree(root)) {
    const folded = path.normalize('NFC').toLowerCase();
    const twin = seen.get(folded);
    if (twin !== undefined) throw unsafePath(path, `it differs from '${twin}' only in case or Unicode form`);
    seen.set(folded, path);
    if (seen.size > limits.PACKYARD_MAX_ENTRIES)
      throw tooMuch('entries', limits.PACKYARD_MAX_ENTRIES, 'PACKYARD_MAX_ENTRIES');
    if (entry.isSymbolicLink()) assertLinkStaysInside(path, await readlink(absolutePath));
    else if (!entry.isFile() && !entry.isDirectory())
      throw unsafePath(path, 'it is neither a file nor a folder nor a link');
    const { size, mode } = await lstat(absolutePath);
    if (entry.isFile() && size > limits.PACKYARD_MAX_FILE_BYTES) {
      throw tooMuch(`bytes in the file ${path}`, limits.PACKYARD_MAX_FILE_BYTES, 'PACKYARD_MAX_FILE_BYTES');
    }
    bytes += entry.isFile() ? size : 0;
    if (bytes > limits.PACKYARD_MAX_UNPACKED_BYTES) {
      throw tooMuch('bytes', limits.PACKYARD_MAX_UNPACKED_BYTES, 'PACKYARD_MAX_UNPACKED_BYTES');
    }
    if (!entry.isSymbolicLink() && (mode & 0o7000) !== 0) await chmod(absolutePath, mode & 0o777);
  }
}

/** A link may name anything below the pack's root, relative to its own folder. */
export function assertLinkStaysInside(path: string, target: string): void {
  const landing = posix.normalize(posix.join(posix.dirname(path), target));
  if (posix.isAbsolute(target) || landing === '..' || landing.startsWith('../')) {
    throw unsafePath(path, `it is a link to '${target}', which lies outside of the pack`);
  }
}

export function unsafePath(path: string, reason: string): RejectedError {
  return new RejectedError(
    'ARCHIVE_UNSAFE_PATH',
    `The pack contains the path '${printable(path)}', which is not safe: ${reason}.`,
    {
      hint: 'Remove it from the pack and publish the pack again.',
    },
  );
}

export function tooMuch(what: string, limit: number, variable: string): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `The pack has more than ${limit} ${what}.`, {
    hint: `If the pack is trusted and really that large, raise ${variable}.`,
  });
}

function pathProblem(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.length > LONGEST_PATH) return `it has more than ${LONGEST_PATH} characters`;

  if (/[\u0000-\u001f\u007f]/.test(path)) return 'it contains control characters';
  if (path.includes('\\')) return 'it contains a backslash';
  if (posix.isAbsolute(path) || /^[a-zA-Z]:/.test(path)) return 'it is absolute';
  if (path.split('/').includes('..')) return 'it leads out of the pack';
  return undefined;
}

function printable(path: string): string {
  return JSON.stringify(path.slice(0, 200)).slice(1, -1);
}
