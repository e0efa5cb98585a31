import { createHash, randomUUID } from 'node:crypto';
import { constants, copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RuntimeName, VendoredPackages } from '@packyard/contracts';
import { storeFailed } from './disk-failure';
import type { HomeLayout } from './home-layout';
import { touch } from './is-folder';
import { namesIn } from './pack-store';
import { removeTree } from './remove-tree';

const DESCRIPTION = 'vendored.json';
const LOCK = 'lock';
const ID = /^[0-9a-f]{64}$/;

export interface FoundVendored {
  packages: VendoredPackages;
  /** Absolute paths. */
  lockFile: string;
  pathOf: (file: VendoredPackages['files'][number]) => string;
}

/** By what they are: the same packages have the same id everywhere, and no others have it. */
export function vendoredId(packages: VendoredPackages): string {
  return createHash('sha256').update(textOf(packages)).digest('hex');
}

/** With keys and files in a fixed order. */
function textOf({ runtime, runtimeVersion, platform, lock, files }: VendoredPackages): string {
  const listed = files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }));
  listed.sort((one, other) => (one.name < other.name ? -1 : 1));
  return JSON.stringify({ runtime, runtimeVersion, platform, lock, files: listed });
}

/**
 * Vendored packages, each set in a folder: `<runtime>/<id>/{vendored.json,lock,files/…}`. What is in there was verified when it
 * was put there; whoever uses it verifies it again.
 */
export class VendoredStore {
  constructor(private readonly layout: HomeLayout) {}

  /** Keeps copies of the files. Nothing is seen of them before all are there. */
  async put(
    packages: VendoredPackages,
    { lockFile, pathOf }: { lockFile: string; pathOf: FoundVendored['pathOf'] },
  ): Promise<string> {
    const id = vendoredId(packages);
    const folder = this.folderOf(packages.runtime, id);
    // What a process that dies leaves there goes with what nothing uses.
    const partial = join(this.layout.vendoredStore, packages.runtime, `.${randomUUID()}`);
    try {
      if (!(await this.touch(folder))) {
        await mkdir(join(partial, 'files'), { recursive: true });
        await copyFile(lockFile, join(partial, LOCK), constants.COPYFILE_FICLONE);
        for (const file of packages.files) {
          await copyFile(pathOf(file), join(partial, 'files', file.name), constants.COPYFILE_FICLONE);
        }
        await writeFile(join(partial, DESCRIPTION), textOf(packages));
        await this.publish(partial, folder);
      }
      return id;
    } catch (error) {
      throw storeFailed(`The packages could not be kept in ${folder}`, error);
    } finally {
      await removeTree(partial);
    }
  }

  /** Nothing when they are not there, or no longer what their id says. */
  async find(runtime: RuntimeName, id: string): Promise<FoundVendored | undefined> {
    if (!ID.test(id)) return undefined;
    const folder = this.folderOf(runtime, id);
    const packages = await readFile(join(folder, DESCRIPTION), 'utf8').then(
      (text) => VendoredPackages.parse(JSON.parse(text)),
      () => undefined,
    );
    if (packages === undefined || vendoredId(packages) !== id) return undefined;
    return { packages, lockFile: join(folder, LOCK), pathOf: ({ name }) => join(folder, 'files', name) };
  }

  folderOf(runtime: RuntimeName, id: string): string {
    return join(this.layout.vendoredStore, runtime, id);
  }

  /** All that there are, with the time at which they were last put there. */
  async list(): Promise<{ id: string; path: string; putAt: number }[]> {
    const found: { id: string; path: string; putAt: number }[] = [];
    for (const runtime of await namesIn(this.layout.vendoredStore)) {
      for (const id of await namesIn(join(this.layout.vendoredStore, runtime))) {
        const path = join(this.layout.vendoredStore, runtime, id);
        const putAt = await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => undefined,
        );
        if (putAt !== undefined) found.push({ id, path, putAt });
      }
    }
    return found;
  }

  /** Of two who put the same, the first one's stays. */
  private async publish(partial: string, folder: string): Promise<void> {
    try {
      await rename(partial, folder);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }

  /** Whether it is there; if so, it counts as new. */
  async touch(folder: string): Promise<boolean> {
    return touch(folder);
  }
}
