import { link, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Digest, type Source } from '@packyard/contracts';
import { type HomeLayout, removeTree } from '@packyard/store';
import type { ContentStore } from './content-store';
import type { HomeContent } from './home-content';
import { withScratchFolder } from './with-scratch-folder';

export interface LocalUpload {
  source: Source;
  /** Removes what was fetched for it. */
  remove: () => Promise<void>;
}

/** What is named by a path in the home of one process, and read in that of another one. */
export class UploadedFiles {
  constructor(
    private readonly store: ContentStore,
    private readonly homeContent: HomeContent,
    private readonly layout: HomeLayout,
  ) {}

  /** Of a file that came with a request: what its source has to say for others to find it. */
  async share(file: string): Promise<{ content?: Digest }> {
    if (!this.store.homesAreSeparate) return {};
    return withScratchFolder(this.layout.incoming, async (scratch) => {
      const folder = join(scratch, 'given');
      await mkdir(folder);
      await link(file, join(folder, basename(file)));
      const content = await this.store.put('upload', folder);
      return content === null ? {} : { content };
    });
  }

  /** The same source, at a path of this home. */
  async bringHere(source: Source, signal: AbortSignal): Promise<LocalUpload> {
    if (!this.store.homesAreSeparate || source.kind !== 'local' || source.content === undefined)
      return { source, remove: () => Promise.resolve() };
    const content = Digest.parse(source.content);
    if (source.upload === undefined) return this.placeInstalled(source, content);
    const folder = join(this.layout.uploads, `given-${randomUUID()}`);
    await this.store.fetch(content, folder, { signal });
    const path = join(folder, basename(source.path));
    return { source: { ...source, path }, remove: () => removeTree(folder) };
  }

  /** A version that is chosen once more: by its place in the store of packs, which is the same in all homes. */
  private async placeInstalled(source: Extract<Source, { kind: 'local' }>, content: Digest): Promise<LocalUpload> {
    const storagePath = join(basename(dirname(source.path)), basename(source.path));
    await this.homeContent.ensurePack({ storagePath, content });
    return { source: { ...source, path: join(this.layout.packStore, storagePath) }, remove: () => Promise.resolve() };
  }
}
