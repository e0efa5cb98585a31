import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { ExecutionPackId } from '@packyard/contracts';
import type { ClaimedTask } from '@packyard/schema';
import { HomeLayout, removeTree, StagingArea } from '@packyard/store';

/** The folders of one download. */
export interface DownloadFolders {
  /** Relative to the staging area. */
  stagedPath: string;
  contentFolder: string;
  scratchFolder: string;
}

@Injectable()
export class DownloadWorkspace {
  constructor(
    private readonly layout: HomeLayout,
    private readonly staging: StagingArea,
  ) {}

  /** Which holds those of all downloads. */
  get folder(): string {
    return this.layout.staging;
  }

  /** Which holds all installed versions. */
  get packStore(): string {
    return this.layout.packStore;
  }

  async prepare(task: ClaimedTask, packId: ExecutionPackId): Promise<DownloadFolders> {
    const stagedPath = this.layout.stagingOfPack(task.executionId, packId, task.attempt);
    const folder = await this.staging.prepare(stagedPath);
    const folders = { stagedPath, contentFolder: join(folder, 'content'), scratchFolder: join(folder, 'scratch') };
    await mkdir(folders.contentFolder);
    await mkdir(folders.scratchFolder);
    return folders;
  }

  /** Where a folder inside the staging area lies, relative to it. */
  relativePath(folder: string): string {
    return relative(this.layout.staging, folder);
  }

  clearScratch(folders: DownloadFolders): Promise<void> {
    return removeTree(folders.scratchFolder);
  }

  remove(folders: DownloadFolders): Promise<void> {
    return this.staging.remove(folders.stagedPath);
  }
}
