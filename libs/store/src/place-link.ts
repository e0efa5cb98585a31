import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeTree } from './remove-tree';
import { lstatIfAny, readLinkIfAny, replaceLink } from './replace-link';

/** A link that lies where something else may have been. */
export interface PlacedLink {
  /** Brings back what was there. */
  undo: () => Promise<void>;
  /** Removes what was there. */
  finish: () => Promise<void>;
}

/** Says of what is no link whether it may go. */
type MayGo = (path: string) => Promise<boolean>;

/**
 * Points the link at `target`. Nothing but another link is replaced, unless `mayGo` says so of a folder: that is kept beside
 * it as `.<name>.<uuid>.replaced` until one of {@link PlacedLink} is called, so that nothing is lost when the process dies.
 * @throws an error with the code EEXIST when something else is in the way
 */
export async function placeLink(link: string, target: string, mayGo: MayGo = neverMayIt): Promise<PlacedLink> {
  const found = await lstatIfAny(link);
  if (found === undefined || found.isSymbolicLink()) {
    const former = await readLinkIfAny(link);
    await replaceLink(link, target);
    return { undo: () => restore(link, former), finish: () => Promise.resolve() };
  }
  if (!found.isDirectory() || !(await mayGo(link))) throw inTheWay(link);
  const aside = join(dirname(link), `.${basename(link)}.${randomUUID()}.replaced`);
  await rename(link, aside);
  const undo = async () => {
    await rm(link, { force: true });
    await rename(aside, link);
  };
  try {
    await replaceLink(link, target);
  } catch (error) {
    await undo();
    throw error;
  }
  return { undo, finish: () => removeTree(aside) };
}

function neverMayIt(): Promise<boolean> {
  return Promise.resolve(false);
}

function inTheWay(link: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${link} is no link, and stays as it is`), { code: 'EEXIST' });
}

/** As the link was written, wherever that leads. */
async function restore(link: string, former: string | undefined): Promise<void> {
  if (former === undefined) return rm(link, { force: true });
  await mkdir(dirname(link), { recursive: true });
  const temporary = `${link}.${randomUUID()}`;
  await symlink(former, temporary);
  await rename(temporary, link);
}
