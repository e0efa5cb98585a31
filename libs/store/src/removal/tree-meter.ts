import type { Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lstatIfAny } from '../replace-link';

/** Bytes as `du -sb` counts them: of files, folders and links themselves; a file with several names counts once. */
export interface TreeSize {
  bytes: number;
  /** All that are no folders. */
  files: number;
}

// More at a time make nothing faster, and others wait for the disk as well.
const AT_A_TIME = 32;

/** Measures several trees; what has several names counts for the first tree in which it is met, or the last. */
export class TreeMeter {
  private readonly met = new Map<string, number>();

  /** With `last`, files count where the last of their names is met: what vanishes when all that was measured is removed. */
  constructor(private readonly counted: 'first' | 'last' = 'first') {}

  /** Nothing is there: nothing is counted. What vanishes meanwhile counts as gone. */
  async measure(path: string): Promise<TreeSize> {
    const size = { bytes: 0, files: 0 };
    const folders = await this.add(size, [path]);
    while (folders.length > 0) {
      const next = folders.splice(-AT_A_TIME);
      const inner = await Promise.all(next.map((folder) => pathsIn(folder)));
      folders.push(...(await this.add(size, inner.flat())));
    }
    return size;
  }

  /** The folder or file alone, without what is in it. */
  async measureAlone(path: string): Promise<TreeSize> {
    const size = { bytes: 0, files: 0 };
    await this.add(size, [path]);
    return size;
  }

  /** Returns which of them are folders. */
  private async add(size: TreeSize, paths: readonly string[]): Promise<string[]> {
    const folders: string[] = [];
    for (let start = 0; start < paths.length; start += AT_A_TIME) {
      const some = paths.slice(start, start + AT_A_TIME);
      const found = await Promise.all(some.map((path) => lstatIfAny(path)));
      for (const [index, status] of found.entries()) {
        if (status === undefined) continue;
        if (status.isDirectory()) folders.push(some[index] ?? '');
        else size.files += 1;
        if (this.counts(status)) size.bytes += status.size;
      }
    }
    return folders;
  }

  private counts(status: Stats): boolean {
    if (status.isDirectory() || status.nlink === 1) return true;
    const name = `${status.dev}:${status.ino}`;
    const met = (this.met.get(name) ?? 0) + 1;
    this.met.set(name, met);
    return met === (this.counted === 'first' ? 1 : status.nlink);
  }
}

async function pathsIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).map((name) => join(folder, name));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
