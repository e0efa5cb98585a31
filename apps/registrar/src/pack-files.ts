import { Injectable } from '@nestjs/common';
import { LocalContent } from '@packyard/content';
import { RejectedError } from '@packyard/contracts';
import { digestTree } from '@packyard/pack';
import type { ClaimedPack } from '@packyard/schema';
import { HomeLayout, isFolder, PackStore, StagingArea } from '@packyard/store';

export interface PackFiles {
  folder: string;
  /** Where it will lie, or lies already, relative to the pack store. */
  storagePath: string;
  digest: string;
  /** Its digest in the content store, where there is one. */
  content?: string | undefined;
}

@Injectable()
export class PackFilesReader {
  constructor(
    private readonly layout: HomeLayout,
    private readonly store: PackStore,
    private readonly staging: StagingArea,
    private readonly content: LocalContent,
  ) {}

  /**
   * The content of a pack that is to be registered. A worker that died after publishing has moved it to its final place
   * already. In both cases it has to be what was downloaded, to the byte.
   */
  async find(pack: Pick<ClaimedPack, 'id' | 'ref' | 'version' | 'downloaded'>): Promise<PackFiles> {
    const { downloaded, ref, version } = pack;
    if (downloaded === null || ref === null || version === null) {
      throw new Error(`Pack ${pack.id} is to be registered but was never downloaded`);
    }
    const storagePath = this.layout.storagePath(ref, version, downloaded.digest);
    const published = this.store.absolutePath(storagePath);
    const isPublished = await isFolder(published);
    if (!isPublished) await this.content.fetchStagedIfRemote(downloaded);
    const folder = isPublished ? published : this.staging.absolutePath(downloaded.stagedPath);
    const digest = await digestTree(folder);
    if (digest !== downloaded.digest) {
      throw new RejectedError(
        'CHECKSUM_MISMATCH',
        `The content of ${ref} ${version} changed after it was downloaded: it was ${downloaded.digest} and is ${digest}.`,
        { hint: 'Nothing but Packyard may write below PACKYARD_HOME; find out what did, then submit the pack again.' },
      );
    }
    return { folder, storagePath, digest, content: downloaded.content };
  }
}
