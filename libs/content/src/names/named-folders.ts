import { type Digest } from '@packyard/contracts';
import type { ContentStore } from '../content-store';
import type { NamedContentDigests, NamedKind } from './named-content-digests';

/** Folders that every process finds by a name. Without a content store all share a home, and there is nothing to do. */
export class NamedFolders {
  constructor(
    private readonly store: ContentStore,
    private readonly names: NamedContentDigests,
  ) {}

  get homesAreSeparate(): boolean {
    return this.store.homesAreSeparate;
  }

  /** Uploaded before it is named: what is named is there. */
  async put(kind: NamedKind, name: string, folder: string): Promise<void> {
    const content = await this.store.put(kind, folder);
    if (content !== null) await this.names.keep(kind, name, content);
  }

  find(kind: NamedKind, name: string): Promise<Digest | undefined> {
    return this.homesAreSeparate ? this.names.find(kind, name) : Promise.resolve(undefined);
  }

  /** Does nothing when the folder is there. */
  fetch(content: Digest, folder: string): Promise<void> {
    return this.store.fetch(content, folder);
  }
}
