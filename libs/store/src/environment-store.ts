import { realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { environmentLinkTarget, RUNTIMES } from '@packyard/contracts';
import { namesIn } from './pack-store';
import { CURRENT_LINK, type HomeLayout } from './home-layout';
import { removeTree } from './remove-tree';
import { readLinkIfAny, replaceLink } from './replace-link';

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
  currentLink(path: string): string {
    return this.layout.currentLink(path);
  }

  async makeCurrent(path: string): Promise<void> {
    await replaceLink(this.currentLink(path), this.absolutePath(path), this.layout.unfinishedLinks);
  }

  /** The build that is in use among those beside `path`. */
  async current(path: string): Promise<string | undefined> {
    const target = await readLinkIfAny(this.currentLink(path));
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

  /** Whether the build that is in use beside `path`, whichever it is, is whole. */
  async isCurrentUsable(path: string): Promise<boolean> {
    try {
      const current = this.currentLink(path);
      // Without the interpreter that it was built with a virtualenv is of no use.
      const isVirtualenv = path.startsWith(`python${sep}`);
      const isThere = (await stat(current)).isDirectory();
      return isThere && (!isVirtualenv || (await stat(join(current, 'bin', 'python'))).isFile());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** Whether a link in a folder of a user leads to the environment. One that can't be looked at may do so. */
  async isLinkedFrom(link: string, path: string): Promise<boolean> {
    try {
      const target = await readLinkIfAny(link);
      if (target === undefined) return false;
      const current = this.currentLink(path);
      return RUNTIMES.map((runtime) => environmentLinkTarget(runtime, current)).includes(
        resolve(dirname(link), target),
      );
    } catch {
      return true;
    }
  }

  /** Names of all builds, in use or left behind, by the folder of their fingerprint. */
  async buildsByFolder(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const runtime of await namesIn(this.layout.environmentStore)) {
      for (const fingerprint of await namesIn(this.absolutePath(runtime))) {
        const folder = join(runtime, fingerprint);
        const names = await namesIn(this.absolutePath(folder));
        found.set(
          folder,
          names.filter((name) => name !== CURRENT_LINK),
        );
      }
    }
    return found;
  }

  /** With all of its builds. When somebody is building there again, their build stays. */
  async removeFolder(folder: string, buildPaths: readonly string[]): Promise<void> {
    for (const path of buildPaths) await this.remove(path);
    const others = (await namesIn(this.absolutePath(folder))).filter((name) => name !== CURRENT_LINK);
    if (others.length > 0) return;
    await rm(join(this.absolutePath(folder), CURRENT_LINK), { force: true });
    await rmdir(this.absolutePath(folder)).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    });
  }

  remove(path: string): Promise<void> {
    return removeTree(this.absolutePath(path));
  }
}
