import { copyFile, lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { resolveInside, unsafePath } from '@packyard/pack';

/** A name that a file has beside its first one. Relative to where the archive is unpacked, and checked. */
export interface HardLink {
  path: string;
  target: string;
}

/**
 * Each becomes a file of its own, so that changing one changes no other. Nothing is read or written through a link.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH
 */
export async function copyHardLinks(links: readonly HardLink[], destination: string): Promise<void> {
  const root = await realpath(destination);
  for (const { path, target } of links) {
    const [file, from] = [resolveInside(root, path), resolveInside(root, target)];
    for (const place of [file, from]) await assertNoLinkOnTheWay(root, dirname(place), path);
    await mkdir(dirname(file), { recursive: true });
    for (const place of [file, from]) if (await isLink(place)) throw unsafePath(path, LINKED);
    await copyFile(from, file);
  }
}

const LINKED = 'it is a hard link through another link';

async function assertNoLinkOnTheWay(root: string, folder: string, path: string): Promise<void> {
  for (let at = folder; at !== root && at !== dirname(at); at = dirname(at)) {
    if (await isLink(at)) throw unsafePath(path, LINKED);
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
