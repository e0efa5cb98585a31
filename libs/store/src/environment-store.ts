import { realpath, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { namesIn } from './pack-store';
import type { HomeLayout } from './home-layout';
import { removeTree } from './remove-tree';
import { readLinkIfAny, replaceLink } from './replace-link';

const CURRENT = 'current';

/**
 * Built environments. Each fingerprint has a folder with its builds and a link `current` to the one in use: pack
 * versions point at the link, so that a rebuilt environment reaches all of them in one step.
 */
export class EnvironmentStore {
  constructor(private readonly layout: HomeLayout) {}

  absolutePath(path: string): string {
    return join(this.layout.environmentStore, path);
  }

  /** Absolute path of the link that pack versions point at. */
  currentPath(path: string): string {
    return join(this.layout.environmentStore, dirname(path), CURRENT);
  }

  async select(path: string): Promise<void> {
    await replaceLink(this.currentPath(path), this.absolutePath(path), this.layout.trash);
  }

  /** The build that is in use among those beside `path`. */
  async selected(path: string): Promise<string | undefined> {
    const target = await readLinkIfAny(this.currentPath(path));
    return target === undefined ? undefined : join(dirname(path), target);
  }

  async exists(path: string): Promise<boolean> {
    return (await stat(this.absolutePath(path)).catch(() => undefined))?.isDirectory() ?? false;
  }

  /** Which environment a link in a pack leads to, if it leads to one of ours. */
  async environmentBehind(link: string): Promise<{ runtime: string; fingerprint: string } | undefined> {
    const real = await realpath(link).catch(() => undefined);
    if (real === undefined) return undefined;
    const [runtime, fingerprint, build] = relative(await realpath(this.layout.environmentStore), real).split('/');
    if (runtime === undefined || runtime === '..' || fingerprint === undefined || build === undefined) return undefined;
    return { runtime, fingerprint };
  }

  async isPresent(path: string): Promise<boolean> {
    try {
      return (await stat(this.currentPath(path))).isDirectory();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** Paths of all builds, in use or left behind. */
  async paths(): Promise<string[]> {
    const found: string[] = [];
    for (const runtime of await namesIn(this.layout.environmentStore)) {
      for (const fingerprint of await namesIn(this.absolutePath(runtime))) {
        const builds = await namesIn(this.absolutePath(join(runtime, fingerprint)));
        found.push(...builds.filter((name) => name !== CURRENT).map((build) => join(runtime, fingerprint, build)));
      }
    }
    return found;
  }

  remove(path: string): Promise<void> {
    return removeTree(this.absolutePath(path));
  }
}
