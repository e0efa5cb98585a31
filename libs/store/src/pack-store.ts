import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { environmentLinkName, environmentLinkTarget, type RuntimeName } from '@packyard/contracts';
import { storeFailed } from './disk-failure';
import type { HomeLayout } from './home-layout';
import { lstatIfAny, readLinkIfAny, replaceLink } from './replace-link';

// Much longer than it takes to move a link that was just made.
const MAX_LINKING_MS = 60 * 60 * 1000;

/** An environment that a pack uses; `path` is relative to the environment store. */
interface UsedEnvironment {
  runtime: RuntimeName;
  path: string | null;
}

/** Immutable content of pack versions, and the links that enable them. */
export class PackStore {
  constructor(private readonly layout: HomeLayout) {}

  absolutePath(storagePath: string): string {
    return join(this.layout.packStore, storagePath);
  }

  /** Where users reach the enabled version of the pack. */
  enabledPath(ref: string): string {
    return join(this.layout.enabledPacks, ref);
  }

  /**
   * Moves staged content to its final place by one rename. Content that is there already is kept: its name holds its
   * digest, so it is the same. In both cases it gets links to its environments, by the names that Attune's packs expect.
   * @throws RejectedError or UnavailableError STORE_FAILED
   */
  async moveIntoStore(
    stagedFolder: string,
    storagePath: string,
    environments: readonly UsedEnvironment[],
  ): Promise<void> {
    const target = this.absolutePath(storagePath);
    try {
      if (!(await exists(target))) {
        await mkdir(dirname(target), { recursive: true });
        await chmod(stagedFolder, 0o755);
        await rename(stagedFolder, target);
      }
      for (const environment of environments) await this.linkEnvironment(target, environment);
    } catch (error) {
      throw storeFailed(`The content could not be published as ${target}`, error);
    }
  }

  private async linkEnvironment(folder: string, { runtime, path }: UsedEnvironment): Promise<void> {
    if (path === null) throw new Error(`The ${runtime} environment is not built`);
    const target = environmentLinkTarget(runtime, this.layout.currentBuild(path));
    await replaceLink(join(folder, environmentLinkName(runtime)), target, this.layout.trash);
  }

  /** Makes the pack's link lead to a version by one rename, or removes it. The link is made elsewhere first: nothing but links of packs is ever seen beside them. */
  async link(ref: string, storagePath: string | undefined): Promise<void> {
    const link = this.enabledPath(ref);
    if (storagePath === undefined) return rm(link, { force: true });
    try {
      await replaceLink(link, this.absolutePath(storagePath), this.layout.trash);
    } catch (error) {
      throw storeFailed(`The pack could not be enabled as ${link}`, error);
    }
  }

  /** The storage path that the pack's link names, if it has one. */
  async enabledStoragePath(ref: string): Promise<string | undefined> {
    const link = await readLinkIfAny(this.enabledPath(ref));
    if (link === undefined) return undefined;
    const target = join(this.layout.enabledPacks, link);
    return target.slice(this.layout.packStore.length + 1);
  }

  /** Names of all links, enabled or left behind. */
  enabledRefs(): Promise<string[]> {
    return namesIn(this.layout.enabledPacks);
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
