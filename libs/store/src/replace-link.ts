import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

/**
 * Points the link at `target` in one step: a reader sees the former target or the new one, never neither. Until then it
 * is in `workshop`, on the same file system. With one elsewhere, a process that is killed leaves nothing beside the link.
 */
export async function replaceLink(link: string, target: string, workshop = dirname(link)): Promise<void> {
  await mkdir(dirname(link), { recursive: true });
  await mkdir(workshop, { recursive: true });
  const temporary = join(workshop, `${basename(link)}.${randomUUID()}`);
  await symlink(relative(dirname(link), target), temporary);
  try {
    await rename(temporary, link);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Whether something lies there that was not put there by us: no link at all, or one that leads to something outside of
 * `ours`. A link that leads nowhere may be replaced.
 */
export async function isForeign(path: string, ours: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return false;
  if (!found.isSymbolicLink()) return true;
  const [target, home] = await Promise.all([realpath(path).catch(() => undefined), realpath(ours).catch(() => ours)]);
  return target !== undefined && relative(home, target).startsWith('..');
}

/** What the link says, relative to its folder; nothing when there is no such link. */
export async function readLinkIfAny(link: string): Promise<string | undefined> {
  try {
    return await readlink(link);
  } catch (error) {
    if (['ENOENT', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
