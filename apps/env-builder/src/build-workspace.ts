import { copyFile, lstat, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ENVIRONMENT_LINKS } from '@packyard/contracts';
import { copyTree, resolveInside } from '@packyard/pack';
import type { ClaimedTask, EnvironmentEntity } from '@packyard/schema';
import { EnvironmentStore, HomeLayout, makeFolder, removeTree, StagingArea } from '@packyard/store';

/** The folders of one build. */
export interface BuildFolders {
  /** Relative to the environment store; names the build by its task and job, so no two builders ever share it. */
  path: string;
  targetFolder: string;
  contentFolder: string;
  scratchFolder: string;
  cacheFolder: string;
}

@Injectable()
export class BuildWorkspace {
  constructor(
    private readonly layout: HomeLayout,
    private readonly staging: StagingArea,
    private readonly environments: EnvironmentStore,
  ) {}

  /** The build works on a copy of the pack: build scripts are foreign code, and what gets published must not change. */
  prepare(task: ClaimedTask, environment: EnvironmentEntity, stagedPath: string): Promise<BuildFolders> {
    return this.prepareFrom(this.staging.absolutePath(stagedPath), { task, environment });
  }

  /** For work on what is installed; its target goes with all else that is cleared. */
  async prepareInstalled(task: ClaimedTask, environment: EnvironmentEntity, folder: string): Promise<BuildFolders> {
    const folders = await this.prepareFrom(folder, { task, environment });
    return { ...folders, targetFolder: join(dirname(folders.contentFolder), 'target') };
  }

  private async prepareFrom(
    root: string,
    { task, environment }: { task: ClaimedTask; environment: EnvironmentEntity },
  ): Promise<BuildFolders> {
    const path = this.layout.environmentPath(
      environment.runtime,
      environment.fingerprint,
      `${task.id}-${task.jobNumber}`,
    );
    const targetFolder = this.environments.absolutePath(path);
    await removeTree(targetFolder);
    await makeFolder(dirname(targetFolder));
    const copy = await this.staging.prepare(this.copyPath(task));
    const contentFolder = join(copy, 'content');
    await this.copyInputs(root, contentFolder, environment);
    return {
      path,
      targetFolder,
      contentFolder,
      scratchFolder: join(copy, 'scratch'),
      cacheFolder: join(this.layout.cache, environment.runtime),
    };
  }

  /** What counts in the fingerprint and nothing else: what a build can't read can't make one environment out of two. */
  private async copyInputs(root: string, contentFolder: string, { request }: EnvironmentEntity): Promise<void> {
    if (request.inputs.some(({ path }) => path === '.')) {
      await copyTree(root, contentFolder);
      // Links to environments of before are in no digest.
      for (const name of ENVIRONMENT_LINKS) await removeLink(join(contentFolder, name));
      return;
    }
    await mkdir(contentFolder, { recursive: true });
    for (const { path } of request.inputs) {
      await mkdir(dirname(join(contentFolder, path)), { recursive: true });
      await copyFile(resolveInside(root, path), join(contentFolder, path));
    }
  }

  clear(task: ClaimedTask): Promise<void> {
    return this.staging.remove(this.copyPath(task));
  }

  makeCurrent(path: string): Promise<void> {
    return this.environments.makeCurrent(path);
  }

  remove(path: string): Promise<void> {
    return this.environments.remove(path);
  }

  private copyPath(task: ClaimedTask): string {
    return join(this.layout.stagingOf(task.executionId), `build-${task.id}-${task.jobNumber}`);
  }
}

async function removeLink(path: string): Promise<void> {
  const isLink = await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  if (isLink) await rm(path);
}
