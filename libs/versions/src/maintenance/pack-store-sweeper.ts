import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ExecutionPackRepository, PackRepository, type Transaction } from '@packyard/schema';
import { type GarbageCollection, HomeLayout, PackStore, removeTree } from '@packyard/store';
import { DataSource } from 'typeorm';

/** Names of versions by the folder of their pack. */
type FoundContent = ReadonlyMap<string, readonly string[]>;

/** Relative to the store: content of one version, or the whole folder of a pack of which nothing is left. */
type UnusedContent = string;

/** Removes content that no row speaks of, after a process died between the two or a version was forgotten. */
@Injectable()
export class PackStoreSweeper {
  constructor(
    private readonly dataSource: DataSource,
    private readonly packs: PackRepository,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly store: PackStore,
    private readonly layout: HomeLayout,
  ) {}

  /** False when somebody was just publishing: then no content was touched. */
  async sweep(collection: GarbageCollection): Promise<boolean> {
    await this.emptyTrash(collection);
    const discarded: { path: UnusedContent; place: string }[] = [];
    const found = await this.store.contents();
    const isDone = await this.dataSource.transaction(async (transaction) => {
      // Whoever registers a pack shares this lock, and waits for it: it is held for renaming only, not for removing.
      if (!(await this.packs.tryOwnStore(transaction))) return false;
      for (const path of await this.unused(transaction, found)) {
        discarded.push({ path, place: await this.store.discard(path) });
      }
      return true;
    });
    for (const { path, place } of discarded) await this.take(collection, path, place);
    return isDone;
  }

  /** `unused` as it will be, when the sweep comes. */
  async rehearse(collection: GarbageCollection, unused: readonly UnusedContent[]): Promise<void> {
    await this.emptyTrash(collection);
    for (const path of unused) await this.take(collection, path, this.store.absolutePath(path));
  }

  /** Of what was found on disk before the lock was taken. */
  async unused(transaction: Transaction, found: FoundContent): Promise<UnusedContent[]> {
    const inUse = await this.inUse(transaction);
    const refsInUse = new Set([...inUse].map((path) => dirname(path)));
    const unused: UnusedContent[] = [];
    for (const [ref, versions] of found) {
      if (refsInUse.has(ref))
        unused.push(...versions.map((name) => join(ref, name)).filter((path) => !inUse.has(path)));
      else unused.push(ref);
    }
    return unused;
  }

  private async emptyTrash(collection: GarbageCollection): Promise<void> {
    for (const place of await this.store.trashed()) {
      const garbage = {
        kind: 'trash',
        path: this.layout.relativePath(place),
        reason: 'it was on its way out',
      } as const;
      await collection.take(garbage, [place], () => removeTree(place));
    }
  }

  private take(collection: GarbageCollection, path: UnusedContent, place: string): Promise<void> {
    const shown = this.layout.relativePath(this.store.absolutePath(path));
    const garbage = { kind: 'content', path: shown, reason: 'no installed or kept version uses it' } as const;
    return collection.take(garbage, [place], () => removeTree(place));
  }

  /** Asks over the connection that holds the lock alone: those who wait for it may have taken all others. */
  private async inUse(transaction: Transaction): Promise<Set<string>> {
    const inUse = new Set(await this.packs.storagePaths(transaction));
    // A worker that died after it had published finds it again, as long as its execution has not ended.
    for (const { ref, version, digest } of await this.executionPacks.contentUnderWay(transaction)) {
      inUse.add(this.layout.storagePath(ref, version, digest));
    }
    return inUse;
  }
}
