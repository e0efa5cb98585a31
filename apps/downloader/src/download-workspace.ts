import { mkdir, rmdir, unlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { ExecutionPackId } from '@packyard/contracts';
import type { ClaimedTask } from '@packyard/schema';
import { HomeLayout, removeTree, StagingArea } from '@packyard/store';
import { SCRATCH_ARCHIVE } from './sources/pack-source';

/** The folders of one download. */
export interface DownloadFolders {
  /** Relative to the staging area. */
  jobPath: string;
  contentFolder: string;
  scratchFolder: string;
}

@Injectable()
export class DownloadWorkspace {
  constructor(
    private readonly layout: HomeLayout,
    private readonly staging: StagingArea,
  ) {}

  /** Where the folders of all downloads lie. */
  get stagingFolder(): string {
    return this.layout.staging;
  }

  /** Where all installed versions lie. */
  get packStore(): string {
    return this.layout.packStore;
  }

  async prepare(task: ClaimedTask, executionPackId: ExecutionPackId): Promise<DownloadFolders> {
    const jobPath = this.layout.stagingOfPack(task.executionId, executionPackId, task.jobNumber);
    const folder = await this.staging.prepare(jobPath);
    const folders = { jobPath, contentFolder: join(folder, 'content'), scratchFolder: join(folder, 'scratch') };
    await Promise.all([mkdir(folders.contentFolder), mkdir(folders.scratchFolder)]);
    return folders;
  }

  /** Where a folder inside the staging area lies, relative to it. */
  relativePath(folder: string): string {
    return relative(this.layout.staging, folder);
  }

  /** Mostly there is one archive in it. */
  async clearScratch({ scratchFolder }: DownloadFolders): Promise<void> {
    await unlink(join(scratchFolder, SCRATCH_ARCHIVE)).catch(ignoreMissing);
    await rmdir(scratchFolder).catch(() => removeTree(scratchFolder));
  }

  remove(folders: DownloadFolders): Promise<void> {
    return this.staging.remove(folders.jobPath);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
