import { Injectable } from '@nestjs/common';
import { ContentStore, type StoredContent } from '@packyard/content';
import { KeptContentRepository, NamedContentRepository } from '@packyard/schema';
import type { GarbageCollection } from '@packyard/store';

// Much longer than it takes from an upload to the row that names it.
const GRACE_MS = 24 * 60 * 60 * 1000;

/** Removes from the content store what no row names, a day after it was put there last. */
@Injectable()
export class ContentStoreSweeper {
  constructor(
    private readonly store: ContentStore,
    private readonly kept: KeptContentRepository,
    private readonly named: NamedContentRepository,
  ) {}

  /** What is there is listed before the rows are read: what is put meanwhile is newer than that. */
  async sweep(collection: GarbageCollection): Promise<void> {
    if (!this.store.homesAreSeparate) return;
    // A rehearsal leaves the names, and says nothing of what they lead to.
    if (!collection.isRehearsal) await this.named.forgetUnused();
    const listedAt = new Date();
    const old = (await this.store.list()).filter(({ putAt }) => listedAt.getTime() - putAt.getTime() > GRACE_MS);
    if (old.length === 0) return;
    const named = await this.kept.all();
    for (const content of old) {
      // Its row may have come since all were read, when it was put there for another time.
      if (named.has(content.digest) || (await this.kept.isNamed(content.digest))) continue;
      await this.take(collection, content, listedAt);
    }
  }

  private take(collection: GarbageCollection, content: StoredContent, listedAt: Date): Promise<void> {
    const garbage = {
      kind: 'artifact',
      path: `content-store/${content.digest}`,
      reason: 'no row has named it for a day',
    } as const;
    return collection.take(garbage, [], async () => {
      await this.store.remove(content, listedAt);
    });
  }
}
