import { relative } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import {
  afterStage,
  describePrincipal,
  describeSource,
  type Digest,
  type ExecutionOptions,
  optionsOf,
  RejectedError,
  type Stage,
} from '@packyard/contracts';
import { UploadedFiles, HomeContent } from '@packyard/content';
import { ProcessMetrics, type StageHandler, type UnstoredResult, type TaskProgress } from '@packyard/pipeline';
import { type ClaimedPack, type ClaimedTask, PackProgressRepository } from '@packyard/schema';
import { withReaderSlotOwner } from '@packyard/sandbox';
import { diskFailure, isDiskFailure } from '@packyard/store';
import { type CopiedPack, DestinationCopy } from './destination-copy';
import { type DownloadFolders, DownloadWorkspace } from './download-workspace';
import { type FetchInput, type FetchResult, PackFetcher } from './pack-fetcher';
import { TokenSourcePolicy } from './token-source-policy';
import type { TransferProgress } from './sources/pack-source';
import { TransferSpeed } from './transfer-speed';

// What takes less is over before anybody could read it.
const PROGRESS_MS = 450;
const MEASURE_MS = 100;

/** Stage 1: fetches one pack into the staging area and finds out what it is. */
@Injectable()
export class DownloadHandler implements StageHandler {
  readonly stage = 'download' satisfies Stage;
  private readonly logger = new Logger(DownloadHandler.name);

  constructor(
    private readonly packProgress: PackProgressRepository,
    private readonly workspace: DownloadWorkspace,
    private readonly fetcher: PackFetcher,
    private readonly destinationCopy: DestinationCopy,
    private readonly metrics: ProcessMetrics,
    private readonly homeContent: HomeContent,
    private readonly uploaded: UploadedFiles,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal, progress: TaskProgress): Promise<UnstoredResult> {
    const { pack } = task;
    if (pack === null) throw new Error(`Task ${task.id} names no pack to download`);
    const options = optionsOf(task.execution);
    const tokenPolicy = new TokenSourcePolicy(task.execution.tokenLimits ?? [], this.workspace.packStore);
    const folders = await this.workspace.prepare(task, pack.id).catch(async (error: unknown) => {
      throw await explainDiskFailure(this.workspace.stagingFolder, error);
    });
    const onProgress = throttled(progress);
    try {
      const fetchPack = () => this.fetchPack(pack, { folders, options, tokenPolicy, onProgress }, signal);
      const found = await withReaderSlotOwner(describePrincipal(task.execution.requestedBy), fetchPack);
      await this.workspace.clearScratch(folders);
      const { fetched, inspected } = found;
      if (fetched.transfer !== undefined) this.metrics.archiveFetched(fetched.transfer);
      assertExpectedRef(pack, inspected);
      assertLockedDigest(pack, inspected);
      const copied =
        options.destinationFolder === undefined
          ? { warnings: [] }
          : await this.destinationCopy.make(
              { task, pack },
              { inspected, destinationFolder: options.destinationFolder },
            );
      const isLast = afterStage(options.action, 'download').stage === 'download';
      const contentDigest = isLast ? undefined : await this.homeContent.putPack(inspected.root, signal);
      return this.resultOf(pack, { options, ...found, folders, copied, contentDigest });
    } catch (error) {
      throw await this.afterFailure(folders, error);
    }
  }

  /** Copies an upload from the content store first when another process received it. */
  private async fetchPack(pack: ClaimedPack, input: FetchInput, signal: AbortSignal): Promise<FetchResult> {
    const { source, remove } = await this.uploaded.bringHere(pack.source, signal);
    try {
      return await this.fetcher.fetch({ ...pack, source }, input, signal);
    } finally {
      await remove();
    }
  }

  private async afterFailure(folders: DownloadFolders, error: unknown): Promise<unknown> {
    const reason = await explainDiskFailure(folders.contentFolder, error);
    try {
      await this.workspace.remove(folders);
    } catch (left) {
      // The reason counts; what is left behind goes with the execution.
      this.logger.warn(`What a failed download left in ${folders.contentFolder} can't be removed: ${String(left)}`);
    }
    return reason;
  }

  private resultOf(
    pack: ClaimedPack,
    done: FetchResult & {
      options: ExecutionOptions;
      folders: DownloadFolders;
      copied: CopiedPack;
      contentDigest: Digest | undefined;
    },
  ): UnstoredResult {
    const { fetched, inspected, copied, contentDigest } = done;
    const { manifest, root, digest } = inspected;
    const { contentFolder } = done.folders;
    const downloadResult = {
      sourceType: fetched.sourceType,
      digest,
      stagedPath: this.workspace.relativePath(root),
      ...(root === contentFolder ? {} : { subPath: relative(contentFolder, root) }),
      warnings: [...fetched.warnings, ...inspected.warnings, ...copied.warnings],
      ...(fetched.gitCommit === undefined ? {} : { gitCommit: fetched.gitCommit }),
      ...(fetched.transfer === undefined ? {} : { transfer: fetched.transfer }),
      ...(fetched.signature === undefined ? {} : { signature: fetched.signature }),
      ...(fetched.checksum === undefined ? {} : { checksum: fetched.checksum }),
      ...(contentDigest === undefined ? {} : { content: contentDigest }),
    };
    return {
      store: ({ transaction }) =>
        this.packProgress.storeDownload(transaction, pack.id, {
          downloadResult,
          ref: manifest.ref,
          version: manifest.version,
          manifest,
          next: afterStage(done.options.action, 'download'),
          ...(copied.path === undefined ? {} : { deliveredPath: copied.path }),
        }),
    };
  }
}

/** A pack that is wanted under one name, and whose manifest has another, would stay missing for ever. */
function assertExpectedRef({ source }: ClaimedPack, { manifest: { ref } }: FetchResult['inspected']): void {
  const expectedRef = 'holds' in source ? source.holds : undefined;
  if (expectedRef === undefined || expectedRef === ref) return;
  throw new RejectedError(
    'SOURCE_INVALID',
    `${describeSource(source)} is wanted as ${expectedRef}, and holds the pack ${ref}.`,
    {
      hint: `Name it ${ref} where it is wanted, or give another source for ${expectedRef}.`,
    },
  );
}

/** Progress, reported now and then: pieces come by the thousand. */
function throttled(progress: TaskProgress): (moved: TransferProgress) => void {
  const speed = new TransferSpeed();
  let saidAtMs = -Infinity;
  return (moved) => {
    const now = performance.now();
    if (now - saidAtMs < MEASURE_MS && moved.bytes !== moved.total && moved.fraction !== 1) return;
    saidAtMs = now;
    progress.say(`${moved.doing ?? 'receiving'}: ${speed.describe(moved, now)}`, PROGRESS_MS);
  };
}

/** Whoever locked the pack means the very same files. */
function assertLockedDigest(
  { source }: ClaimedPack,
  { manifest: { ref, version }, digest }: FetchResult['inspected'],
): void {
  const promised = 'locked' in source ? source.locked : undefined;
  if (promised === undefined || promised.digest === digest) return;
  const isPlan = promised.environments === undefined;
  const message = `${describeSource(source)} holds ${ref} ${version} with the digest ${digest}, and the ${isPlan ? 'plan' : 'lock'} says ${promised.digest}.`;
  const remedy = isPlan ? 'plan again' : 'fix the lock: write it anew where the pack is installed';
  const hint = `Ask whoever publishes the pack what has changed; then ${remedy}.`;
  throw new RejectedError('LOCK_MISMATCH', message, { hint });
}

/** A disk that fails is explained alike, whatever was being written. */
function explainDiskFailure(folder: string, error: unknown): Promise<unknown> {
  return isDiskFailure(error) ? diskFailure(folder, error) : Promise.resolve(error);
}
