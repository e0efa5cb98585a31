import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Injectable } from '@nestjs/common';
import { EnvironmentRepository } from '@packyard/schema';
import { type GarbageCollection, HomeLayout, lstatIfAny, removeTree } from '@packyard/store';
import { VendoredSweeper } from './vendored-sweeper';

// Much longer than writing a lockfile takes.
const MAX_WRITING_MS = 60 * 60 * 1000;
const MAX_WAITING_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Removes lockfiles of environments that no row knows any more, and packages that nothing is built from: then nothing leads to the same fingerprint
 * again but by chance.
 */
@Injectable()
export class LockfileSweeper {
  constructor(
    private readonly environments: EnvironmentRepository,
    private readonly layout: HomeLayout,
    private readonly vendored: VendoredSweeper,
  ) {}

  /** The files are listed before the rows are read: who writes a lockfile has a row. */
  async sweep(collection: GarbageCollection): Promise<void> {
    const folder = this.layout.environmentLockfiles;
    const places = (await filesBelow(folder)).map((name) => join(folder, name));
    const given = (await this.environments.requestedLockfiles()).map((sha256) => `given/${sha256}`);
    const known = new Set([...(await this.environments.fingerprints()), ...given].map((name) => `${name}.lock`));
    for (const place of places) {
      if (known.has(relative(folder, place))) continue;
      const status = await lstatIfAny(place);
      const ageMs = Date.now() - (status?.mtimeMs ?? 0);
      const isBeingWritten = !place.endsWith('.lock') && ageMs < MAX_WRITING_MS;
      // Its environment has a row when its pack has been resolved.
      const isAwaited = relative(folder, place).startsWith('given/') && ageMs < MAX_WAITING_MS;
      if (isBeingWritten || isAwaited) continue;
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
