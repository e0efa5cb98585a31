import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ENVIRONMENT_LINKS, environmentLinkName, environmentLinkTarget, type RuntimeName } from '@packyard/contracts';
import { storeFailed } from './disk-failure';
import type { HomeLayout } from './home-layout';
import { lstatIfAny, replaceLinkText, readLinkIfAny, replaceLink } from './replace-link';

// Much longer than it takes to move a link that was just made.
const MAX_LINKING_MS = 60 * 60 * 1000;

/** An environment that a pack uses; `path` is relative to the environment store. */
interface UsedEnvironment {
  runtime: RuntimeName;
  path: string | null;
}

/** Immutable content of pack versions, its links to environments, and the links that enable versions. */
export class PackStore {
  constructor(private readonly layout: HomeLayout) {}

  absolutePath(storagePath: string): string {
    return join(this.layout.packStore, storagePath);
  }

  /** Where users reach the enabled version of the pack. */
  enabledPath(ref: string): string {
    return join(this.layout.enabledPacksFolder, ref);
  }

  /**
   * Moves staged content to its final place by one rename, with links to its environments, by the names that Attune's packs
   * expect. Content that is there already is kept as it is: its name holds its digest, so it is the same. Returns whether it
   * was moved.
   * @throws RejectedError or UnavailableError STORE_FAILED
   */
  async moveIntoStore(
    stagedFolder: string,
    storagePath: string,
    environments: readonly UsedEnvironment[],
  ): Promise<boolean> {
    const target = this.absolutePath(storagePath);
    try {
      if (await exists(target)) return false;
      await mkdir(dirname(target), { recursive: true });
      await chmod(stagedFolder, 0o755);
      for (const [name, text] of this.expectedLinks(storagePath, environments))
        await replaceLinkText(join(stagedFolder, name), text, dirname(stagedFolder));
      await rename(stagedFolder, target);
      return true;
    } catch (error) {
      throw storeFailed(`The content could not be published as ${target}`, error);
    }
  }

  /**
   * Has content lead to these environments and to no others, each link by one rename.
   * @throws RejectedError or UnavailableError STORE_FAILED
   */
  async linkEnvironments(storagePath: string, environments: readonly UsedEnvironment[]): Promise<void> {
    await this.setEnvironmentLinks(storagePath, this.expectedLinks(storagePath, environments));
  }

  /** The same by what each link is to say, as {@link readEnvironmentLinks} answers it. */
  async setEnvironmentLinks(storagePath: string, links: ReadonlyMap<string, string>): Promise<void> {
    const folder = this.absolutePath(storagePath);
    try {
      for (const name of ENVIRONMENT_LINKS) {
        const [link, text] = [join(folder, name), links.get(name)];
        if (text !== undefined) await replaceLink(link, join(folder, text), this.layout.unfinishedLinks);
        else if ((await this.linkToEnvironment(link)) !== undefined) await rm(link, { force: true });
      }
    } catch (error) {
      throw storeFailed(`The links to environments in ${folder} could not be set`, error);
    }
  }

  /** What the links of content to its environments say, by their names. */
  async readEnvironmentLinks(storagePath: string): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const name of ENVIRONMENT_LINKS) {
      const text = await this.linkToEnvironment(join(this.absolutePath(storagePath), name));
      if (text !== undefined) found.set(name, text);
    }
    return found;
  }

  /** Whether content leads to these environments and to no others. Content that is gone leads where it should. */
  async leadsTo(storagePath: string, environments: readonly UsedEnvironment[]): Promise<boolean> {
    const [wanted, found] = [
      this.expectedLinks(storagePath, environments),
      await this.readEnvironmentLinks(storagePath),
    ];
    const isSame = ENVIRONMENT_LINKS.every((name) => wanted.get(name) === found.get(name));
    return isSame || !(await exists(this.absolutePath(storagePath)));
  }

  /** What each link is to say, relative to the content. */
  private expectedLinks(storagePath: string, environments: readonly UsedEnvironment[]): Map<string, string> {
    const links = new Map<string, string>();
    for (const { runtime, path } of environments) {
      if (path === null) throw new Error(`The ${runtime} environment is not built`);
      const target = environmentLinkTarget(runtime, this.layout.currentLink(path));
      links.set(environmentLinkName(runtime), relative(this.absolutePath(storagePath), target));
    }
    return links;
  }

  /** What a link says that we have made: content may have others of that name. */
  private async linkToEnvironment(link: string): Promise<string | undefined> {
    const text = await readLinkIfAny(link);
    if (text === undefined) return undefined;
    const inStore = relative(this.layout.environmentStore, resolve(dirname(link), text));
    return inStore.startsWith('..') ? undefined : text;
  }

  /** Makes the pack's link lead to a version by one rename, or removes it. The link is made elsewhere first: nothing but links of packs is ever seen beside them. */
  async setEnabledLink(ref: string, storagePath: string | undefined): Promise<void> {
    const link = this.enabledPath(ref);
    if (storagePath === undefined) return rm(link, { force: true });
    try {
      await replaceLink(link, this.absolutePath(storagePath), this.layout.unfinishedLinks);
    } catch (error) {
      throw storeFailed(`The pack could not be enabled as ${link}`, error);
    }
  }

  /** The storage path that the pack's link names, if it has one. */
  async enabledStoragePath(ref: string): Promise<string | undefined> {
    const link = await readLinkIfAny(this.enabledPath(ref));
    if (link === undefined) return undefined;
    const target = join(this.layout.enabledPacksFolder, link);
    return target.slice(this.layout.packStore.length + 1);
  }

  /** Names of all links, enabled or left behind. */
  enabledRefs(): Promise<string[]> {
    return namesIn(this.layout.enabledPacksFolder);
  }

  /** Names of the folders of all content, referenced or not, by the folder of their pack. */
  async contents(): Promise<Map<string, string[]>> {
    const refs = await namesIn(this.layout.packStore);
    const found = refs.map(async (ref) => [ref, await namesIn(join(this.layout.packStore, ref))] as const);
    return new Map(await Promise.all(found));
  }

  /** By a rename: what lies at its place is whole, whenever the process dies. Returns where it is now, to be removed. */
  async discard(storagePath: string): Promise<string> {
    const doomed = join(this.layout.trash, randomUUID());
    await mkdir(this.layout.trash, { recursive: true });
    await rename(this.absolutePath(storagePath), doomed);
    return doomed;
  }

  /** Absolute paths of what was left behind on its way out. Links may just be on their way to their place. */
  async trashed(): Promise<string[]> {
    const found: string[] = [];
    for (const name of await namesIn(this.layout.trash)) {
      const path = join(this.layout.trash, name);
      const status = await lstatIfAny(path);
      if (status === undefined) continue;
      if (!status.isSymbolicLink() || Date.now() - status.ctimeMs > MAX_LINKING_MS) found.push(path);
    }
    return found;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Empty when the folder does not exist. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
