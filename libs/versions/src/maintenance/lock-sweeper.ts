import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Injectable } from '@nestjs/common';
import { EnvironmentRepository } from '@packyard/schema';
import { type Collection, HomeLayout, lstatIfAny, removeTree } from '@packyard/store';
import { VendoredSweeper } from './vendored-sweeper';

// Much longer than writing a lock takes.
const LONGEST_WRITING_MS = 60 * 60 * 1000;

/**
 * Removes locks of environments that no row knows any more, and packages that nothing is built from: then nothing leads to the same fingerprint
 * again but by chance.
 */
@Injectable()
export class LockSweeper {
  constructor(
    private readonly environments: EnvironmentRepository,
    private readonly layout: HomeLayout,
    private readonly vendored: VendoredSweeper,
  ) {}

  /** The files are listed before the rows are read: who writes a lock has a row. */
  async sweep(collection: Collection): Promise<void> {
    const folder = this.layout.environmentLocks;
    const places = (await filesBelow(folder)).map((name) => join(folder, name));
    const known = new Set((await this.environments.fingerprints()).map((name) => `${name}.lock`));
    for (const place of places) {
      if (known.has(relative(folder, place))) continue;
      const status = await lstatIfAny(place);
      const isBeingWritten = !place.endsWith('.lock') && Date.now() - (status?.mtimeMs ?? 0) < LONGEST_WRITING_MS;
      if (isBeingWritten) continue;
      const garbage = {
        kind: 'lock',
        path: this.layout.relativePath(place),
        reason: 'no execution remembers its environment',
      } as const;
      await collection.take(garbage, [place], () => removeTree(place));
    }
    await this.vendored.sweep(collection);
  }
}

/** Relative to the folder; none when it does not exist. */
async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
