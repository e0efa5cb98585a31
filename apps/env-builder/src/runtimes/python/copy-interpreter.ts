import { constants, type Dirent } from 'node:fs';
import { chmod, copyFile, link, lstat, mkdir, opendir, readlink, symlink, utimes } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';

const AT_ONCE = 64;

interface Copying {
  /** Of the whole tree. */
  root: string;
  copyFile: (from: string, to: string) => Promise<void>;
  signal: AbortSignal;
}

/**
 * Copies what foreign code made, each file with new rights, and links only where they stay inside. How much it is was looked at.
 * @param to is made, and must not be there
 * @returns what is in the way of it, relative to the folder; nothing when all was copied
 */
export function copyInterpreter(from: string, to: string, signal: AbortSignal): Promise<string | undefined> {
  return copyFolder(from, to, { root: from, copyFile: copyWithTimes, signal });
}

/** The same tree with the same files, where that is possible. */
export function linkInterpreter(from: string, to: string, signal: AbortSignal): Promise<string | undefined> {
  return copyFolder(from, to, { root: from, copyFile: linkOrCopy, signal });
}

async function copyFolder(from: string, to: string, copying: Copying): Promise<string | undefined> {
  await mkdir(to);
  let lot: Dirent[] = [];
  const take = async () => {
    copying.signal.throwIfAborted();
    const problems = await Promise.all(lot.map(({ name }) => copyEntry(join(from, name), join(to, name), copying)));
    lot = [];
    return problems.find((problem) => problem !== undefined);
  };
  const folders: string[] = [];
  for await (const entry of await opendir(from, { bufferSize: AT_ONCE })) {
    if (entry.isDirectory()) folders.push(entry.name);
    else lot.push(entry);
    const problem = lot.length < AT_ONCE ? undefined : await take();
    if (problem !== undefined) return problem;
  }
  let problem = await take();
  for (const name of folders) problem ??= await copyFolder(join(from, name), join(to, name), copying);
  return problem;
}

async function copyEntry(from: string, to: string, { root, copyFile: copy }: Copying): Promise<string | undefined> {
  const found = await lstat(from);
  if (found.isFile()) {
    await copy(from, to);
    return undefined;
  }
  if (!found.isSymbolicLink()) return relative(root, from);
  const target = await readlink(from);
  if (!staysInside(relative(root, dirname(from)), target)) return relative(root, from);
  await symlink(target, to);
  return undefined;
}

/** Upwards in the beginning alone: what lies behind another link is not what its path says. */
function staysInside(folder: string, target: string): boolean {
  const parts = target.split('/');
  const down = parts.findIndex((part) => part !== '..');
  const depth = folder === '' ? 0 : folder.split('/').length;
  const isUpOnly = down === -1;
  return !isAbsolute(target) && !isUpOnly && down <= depth && !parts.slice(down).includes('..');
}

/** With their times, which bytecode is compared by. */
async function copyWithTimes(from: string, to: string): Promise<void> {
  const { mode, atime, mtime } = await lstat(from);
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(to, (mode & 0o111) === 0 ? 0o644 : 0o755);
  await utimes(to, atime, mtime);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyWithTimes(from, to);
  }
}
