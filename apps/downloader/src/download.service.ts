import { Injectable } from '@nestjs/common';
import { describeSource, InstallPacksParameters, RejectedError, type Source, type Stage } from '@packyard/contracts';
import { type StageHandler, type StageOutcome, withTimeLimit } from '@packyard/pipeline';
import {
  type ClaimedTask,
  type ExecutionPackEntity,
  ExecutionPackRepository,
  ExecutionRepository,
} from '@packyard/schema';
import { type DownloadFolders, DownloadWorkspace } from './download-workspace';
import { inspectPack, type InspectedPack } from './inspect-pack';
import { SourceCredentials } from './source-credentials';
import type { FetchedSource } from './sources/pack-source';
import { Sources } from './sources/sources';

/** Stage 1: fetches one pack into the staging area and finds out what it is. */
@Injectable()
export class DownloadService implements StageHandler {
  readonly stage = 'download' satisfies Stage;

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly credentials: SourceCredentials,
    private readonly workspace: DownloadWorkspace,
    private readonly sources: Sources,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    if (task.packId === null) throw new Error(`Task ${task.id} names no pack to download`);
    const pack = await this.packs.find(task.packId);
    const execution = await this.executions.find(task.executionId);
    const parameters = InstallPacksParameters.parse(execution?.parameters);
    const folders = await this.workspace.prepare(task, pack.id);
    try {
      const fetched = await this.fetch(pack, { folders, parameters }, signal);
      const inspected = await inspectPack(folders.contentFolder, {
        skipValidation: parameters.skip_validation,
        limits: this.sources.limits,
      });
      assertPromisedPack(pack.source, inspected);
      await this.workspace.clearScratch(folders);
      return this.outcome(pack, fetched, inspected);
    } catch (error) {
      await this.workspace.remove(folders);
      throw error;
    }
  }

  private async fetch(
    pack: ExecutionPackEntity,
    order: { folders: DownloadFolders; parameters: InstallPacksParameters },
    signal: AbortSignal,
  ): Promise<FetchedSource> {
    const { folders, parameters } = order;
    const secretUrl = await this.credentials.urlOf(pack.id);
    const limit = {
      seconds: parameters.timeout,
      signal,
      subject: `Downloading ${describeSource(pack.source)}`,
      hint: 'Give it more time with the parameter timeout, or look whether the source answers at all.',
    };
    return withTimeLimit(limit, (limited) =>
      this.sources.fetch(
        pack.source,
        {
          destination: folders.contentFolder,
          scratchFolder: folders.scratchFolder,
          verifySsl: parameters.verify_ssl,
          ...(secretUrl === undefined ? {} : { secretUrl }),
        },
        limited,
      ),
    );
  }

  private outcome(pack: ExecutionPackEntity, fetched: FetchedSource, inspected: InspectedPack): StageOutcome {
    const { manifest, root, digest } = inspected;
    const downloaded = {
      sourceType: fetched.sourceType,
      digest,
      stagedPath: this.workspace.relativePath(root),
      warnings: [...fetched.warnings, ...inspected.warnings],
      ...(fetched.gitCommit === undefined ? {} : { gitCommit: fetched.gitCommit }),
      ...(fetched.checksum === undefined ? {} : { checksum: fetched.checksum }),
    };
    return {
      store: (transaction) =>
        this.packs.storeDownload(transaction, pack.id, {
          downloaded,
          ref: manifest.ref,
          version: manifest.version,
          manifest,
        }),
    };
  }
}

/** A registry that answers with another pack than the one that was asked for must not get it installed. */
function assertPromisedPack(source: Source, { manifest }: InspectedPack): void {
  if (source.kind !== 'registry' || source.ref === manifest.ref) return;
  throw new RejectedError(
    'MANIFEST_INVALID',
    `The registry promised the pack ${source.ref}, but what it names is the pack ${manifest.ref}.`,
    { hint: 'Ask who publishes the registry, or install the pack from its own source.' },
  );
}
