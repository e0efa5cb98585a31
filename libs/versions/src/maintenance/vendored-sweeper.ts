import { Injectable } from '@nestjs/common';
import { ExportRepository } from '@packyard/schema';
import { type GarbageCollection, HomeLayout, removeTree, VendoredStore } from '@packyard/store';

// As long as the file of an export may be fetched, and much longer than an import takes from there to its environments.
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Removes packages that were collected for an export, or came with an import, and that no environment is built from. */
@Injectable()
export class VendoredSweeper {
  constructor(
    private readonly exports: ExportRepository,
    private readonly store: VendoredStore,
    private readonly layout: HomeLayout,
  ) {}

  /** What is there is listed before the rows are read: an environment that is planned meanwhile is newer than that. */
  async sweep(collection: GarbageCollection): Promise<void> {
    const old = (await this.store.list()).filter(({ putAt }) => Date.now() - putAt > KEPT_MS);
    if (old.length === 0) return;
    const used = new Set(await this.exports.vendoredInUse());
    for (const { id, path } of old) {
      if (used.has(id)) continue;
      const garbage = {
        kind: 'vendored',
        path: this.layout.relativePath(path),
        reason: 'no environment is built from it, and its export is older than a day',
      } as const;
      await collection.take(garbage, [path], () => removeTree(path));
    }
  }

  /** Why each of them stays, by paths relative to the home. */
  async kept(): Promise<Map<string, string>> {
    const used = new Set(await this.exports.vendoredInUse());
    const found = new Map<string, string>();
    for (const { id, path, putAt } of await this.store.list()) {
      const isNew = Date.now() - putAt <= KEPT_MS;
      const reason = used.has(id) ? 'an environment that is built from it' : 'an export of the last 24 hours';
      if (used.has(id) || isNew) found.set(this.layout.relativePath(path), reason);
    }
    return found;
  }
}
