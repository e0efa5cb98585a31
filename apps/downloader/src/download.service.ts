import { Injectable } from '@nestjs/common';
import {
  afterStage,
  describeSource,
  type ExecutionOptions,
  optionsOf,
  RejectedError,
  type Source,
  type Stage,
} from '@packyard/contracts';
import type { ReadPackOptions } from '@packyard/pack';
import { type StageHandler, type StageOutcome, withTimeLimit } from '@packyard/pipeline';
import { type ClaimedPack, type ClaimedTask, ExecutionPackRepository } from '@packyard/schema';
import { type Delivered, Delivery } from './delivery';
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
    private readonly packs: ExecutionPackRepository,
    private readonly credentials: SourceCredentials,
    private readonly workspace: DownloadWorkspace,
    private readonly sources: Sources,
    private readonly delivery: Delivery,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    const { pack } = task;
    if (pack === null) throw new Error(`Task ${task.id} names no pack to download`);
    const options = optionsOf(task.execution);
    const folders = await this.workspace.prepare(task, pack.id);
    try {
      const fetched = await this.fetch(pack, { folders, options }, signal);
      const inspected = await inspectPack(folders.contentFolder, {
        reading: readingOf(options),
        limits: this.sources.limits,
      });
      assertPromisedPack(pack.source, inspected);
      await this.workspace.clearScratch(folders);
      const delivered = await this.delivery.deliver({ task, pack }, { folder: inspected.root, inspected, options });
      return this.outcome(pack, { options, fetched, inspected, delivered });
    } catch (error) {
      await this.workspace.remove(folders);
      throw error;
    }
  }

  private async fetch(
    pack: ClaimedPack,
    order: { folders: DownloadFolders; options: ExecutionOptions },
    signal: AbortSignal,
  ): Promise<FetchedSource> {
    const { folders, options } = order;
    const secretUrl = this.credentials.urlOf(pack);
    const limit = {
      seconds: options.downloadSeconds,
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
          verifySsl: options.verifySsl,
          ...(secretUrl === undefined ? {} : { secretUrl }),
        },
        limited,
      ),
    );
  }

  private outcome(
    pack: ClaimedPack,
    done: { options: ExecutionOptions; fetched: FetchedSource; inspected: InspectedPack; delivered: Delivered },
  ): StageOutcome {
    const { fetched, inspected, delivered } = done;
    const { manifest, root, digest } = inspected;
    const downloaded = {
      sourceType: fetched.sourceType,
      digest,
      stagedPath: this.workspace.relativePath(root),
      warnings: [...fetched.warnings, ...inspected.warnings, ...delivered.warnings],
      ...(fetched.gitCommit === undefined ? {} : { gitCommit: fetched.gitCommit }),
      ...(fetched.checksum === undefined ? {} : { checksum: fetched.checksum }),
    };
    return {
      store: ({ transaction }) =>
        this.packs.storeDownload(transaction, pack.id, {
          downloaded,
          ref: manifest.ref,
          version: manifest.version,
          manifest,
          next: afterStage(done.options.action, 'download'),
          ...(delivered.path === undefined ? {} : { deliveredPath: delivered.path }),
        }),
    };
  }
}

/** How strictly a pack is looked at depends on what is to be done with it. Components matter only once it is registered. */
function readingOf({ action, skipValidation }: ExecutionOptions): ReadPackOptions {
  const isRegistering = action === 'core.register_packs' || action === 'core.install_packs';
  return {
    skipComponents: skipValidation || !isRegistering,
    repairManifest: skipValidation || action === 'core.download_packs',
  };
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
