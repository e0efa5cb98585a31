import { randomUUID } from 'node:crypto';
import { mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/** Points the link at `target` in one step: a reader sees the former target or the new one, never neither. */
export async function replaceLink(link: string, target: string): Promise<void> {
  await mkdir(dirname(link), { recursive: true });
  const temporary = `${link}.${randomUUID()}`;
  await symlink(relative(dirname(link), target), temporary);
  try {
    await rename(temporary, link);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
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
