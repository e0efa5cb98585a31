import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';

const MISSING = ['ENOENT', 'ENOTDIR'];

/**
 * Points the link at `target` in one step: a reader sees the former target or the new one, never neither. Until then it
 * has a temporary name in `temporaryFolder`, on the same file system. Is that another folder, a process that is killed leaves
 * nothing beside the link.
 */
export async function replaceLink(link: string, target: string, temporaryFolder = dirname(link)): Promise<void> {
  const text = relative(dirname(link), target);
  try {
    await replaceLinkText(link, text, temporaryFolder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    for (const folder of [dirname(link), temporaryFolder]) await mkdir(folder, { recursive: true });
    await replaceLinkText(link, text, temporaryFolder);
  }
}

/** The same for what the link is to say; both folders must exist. */
export async function replaceLinkText(link: string, text: string, temporaryFolder = dirname(link)): Promise<void> {
  const temporary = join(temporaryFolder, `${basename(link)}.${randomUUID()}`);
  await symlink(text, temporary);
  try {
    await rename(temporary, link);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Whether what lies there was put there by others: it is no link, or a link that leads out of the folders that are `ours`. Of a link
 * that can't be followed to its end, the path that is written in it counts. Where nothing lies, nothing belongs to anybody.
 */
export async function belongsToOthers(path: string, ours: readonly string[]): Promise<boolean> {
  const found = await lstatIfAny(path);
  if (found === undefined) return false;
  if (!found.isSymbolicLink()) return true;
  const target = (await realTarget(path)) ?? (await writtenTarget(path));
  const followedToo = await Promise.all(ours.map((folder) => unlessCode(realpath(folder), MISSING)));
  return ![...ours, ...followedToo].some((folder) => folder !== undefined && isInside(target, folder));
}

function isInside(path: string, folder: string): boolean {
  return !/^(\.\.(\/|$)|$)/.test(relative(folder, path));
}

/** Nothing when nothing lies there. All other reasons why it can't be looked at are thrown. */
export function lstatIfAny(path: string): Promise<Stats | undefined> {
  return unlessCode(lstat(path), MISSING);
}

/** What the link says, relative to its folder; nothing when there is no such link. */
export function readLinkIfAny(link: string): Promise<string | undefined> {
  return unlessCode(readlink(link), [...MISSING, 'EINVAL']);
}

/** Where a link leads in the end; nothing when that does not exist, or we may not look at it. */
function realTarget(link: string): Promise<string | undefined> {
  return unlessCode(realpath(link), [...MISSING, 'ELOOP', 'EACCES']);
}

async function writtenTarget(link: string): Promise<string> {
  return resolve(await realpath(dirname(link)), await readlink(link));
}

async function unlessCode<Found>(found: Promise<Found>, codes: readonly string[]): Promise<Found | undefined> {
  try {
    return await found;
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
