import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Digest, RejectedError } from '@packyard/contracts';
import type { ContentSource } from '../agent/content-fetch';

/** A content store in a folder, for tests of what fetches from one. */
export class StoredFolders implements ContentSource {
  readonly fetched: string[] = [];

  constructor(private readonly folder: string) {}

  /** Where the content of that name is put. */
  placeOf(digest: string): string {
    return join(this.folder, digest);
  }

  fetch(digest: Digest, folder: string): Promise<void> {
    const stored = this.placeOf(digest);
    if (!existsSync(stored))
      return Promise.reject(new RejectedError('STORE_FAILED', `The store holds no ${digest}.`, { hint: 'Wait.' }));
    mkdirSync(dirname(folder), { recursive: true });
    cpSync(stored, `${folder}.unfinished`, { recursive: true });
    renameSync(`${folder}.unfinished`, folder);
    this.fetched.push(digest);
    return Promise.resolve();
  }
}
