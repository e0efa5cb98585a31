import { randomUUID } from 'node:crypto';
import { rename, rm, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type OpenFolder, holding, PathChanged } from './local-paths/open-folder';
import { removeTree } from './remove-tree';
import { lstatIfAny, replaceLinkText, readLinkIfAny } from './replace-link';

/** A link that lies where something else may have been. */
export interface ReplacedLink {
  /** Brings back what was there. */
  undo: () => Promise<void>;
  /** Removes what was there. */
  finish: () => Promise<void>;
}

interface NewLink {
  name: string;
  target: string;
  /** Says of a link or a folder that is there whether it may go; called right before it goes. */
  mayGo: (path: string) => Promise<boolean>;
}

/**
 * Points the link at `target`. Nothing is replaced unless `mayGo` says so. A folder is kept beside it as
 * `.<name>.<uuid>.replaced` until one of {@link ReplacedLink} is called, so that nothing is lost when the process dies.
 * @throws an error with the code EEXIST when something else is in the way
 */
export async function replaceUsersLink(folder: OpenFolder, { name, target, mayGo }: NewLink): Promise<ReplacedLink> {
  const link = await folder.entry(name);
  const text = relative(folder.real, target);
  const found = await lstatIfAny(link);
  const isReplaceable = found === undefined || found.isSymbolicLink() || found.isDirectory();
  if (!isReplaceable || (found !== undefined && !(await mayGo(link)))) throw inTheWay(join(folder.real, name));
  if (found?.isDirectory() !== true) {
    const former = await readLinkIfAny(link);
    // Where there was nothing, what came meanwhile stays.
    await (found === undefined ? symlink(text, link) : replaceLinkText(link, text));
    return { undo: later(folder, (again) => restore(again, name, former)), finish: () => Promise.resolve() };
  }
  const aside = `.${name}.${randomUUID()}.replaced`;
  const bringBack = async (held: OpenFolder) => {
    await rm(await held.entry(name), { force: true });
    await rename(await held.entry(aside), await held.entry(name));
  };
  await rename(link, await folder.entry(aside));
  try {
    await replaceLinkText(link, text);
  } catch (error) {
    await bringBack(folder);
    throw error;
  }
  const finish = later(folder, async (again) => removeTree(await again.entry(aside)));
  return { undo: later(folder, bringBack), finish };
}

/** In the very same folder: it is held no longer than it has to be, and transactions may wait. */
function later({ real, identity }: OpenFolder, work: (folder: OpenFolder) => Promise<void>): () => Promise<void> {
  return async () => {
    if ((await lstatIfAny(real)) === undefined) return;
    await holding(real, async (again) => {
      if (!again.isSameAs(identity)) throw new PathChanged(real);
      await work(again);
    });
  };
}

function inTheWay(link: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${link} was not put there by Packyard, and stays as it is`), { code: 'EEXIST' });
}

/** As the link was written, wherever that leads. */
async function restore(folder: OpenFolder, name: string, former: string | undefined): Promise<void> {
  const link = await folder.entry(name);
  if (former === undefined) await rm(link, { force: true });
  else await replaceLinkText(link, former);
}
