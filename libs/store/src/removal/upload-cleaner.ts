import { join, relative } from 'node:path';
import type { HomeLayout } from '../home-layout';
import { namesIn } from '../pack-store';
import { lstatIfAny } from '../replace-link';
import { removeTree } from '../remove-tree';
import type { GarbageCollection } from './garbage-collection';

const HOUR_MS = 60 * 60 * 1000;

/** What a gateway that died left of requests. */
export class UploadCleaner {
  constructor(private readonly layout: HomeLayout) {}

  /** No request may last longer than `hours`. */
  async clean(hours: number, collection: GarbageCollection): Promise<void> {
    for (const name of await namesIn(this.layout.uploads)) {
      const place = join(this.layout.uploads, name);
      const status = await lstatIfAny(place);
      if (status === undefined || Date.now() - status.mtimeMs < hours * HOUR_MS) continue;
      const path = relative(this.layout.home, place);
      const reason = `its request ended more than ${hours} hours ago`;
      await collection.take({ kind: 'upload', path, reason }, [place], () => removeTree(place));
    }
  }
}
