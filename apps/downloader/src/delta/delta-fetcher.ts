import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ArchiveSource, MaskedUrl, PackyardError, RejectedError } from '@packyard/contracts';
import type { LimitsConfig } from '@packyard/config';
import type { DownloadCache, HttpClient, HttpRequest } from '@packyard/network';
import { MAX_CHUNK_LIST_BYTES, verifyFileChecksum } from '@packyard/pack';
import { isDiskFailure, removeTree } from '@packyard/store';
import type { ContentReader } from '../reading/content-reader';
import type { FetchRequest } from '../sources/pack-source';
import type { DeltaPlan } from './plan-delta';

/** What asking once more costs, in bytes that could come meanwhile. */
const REQUEST_BYTES = 32 * 1024;
const PARTS_AT_ONCE = 4;
// Older ones have less in common with what is new.
const MAX_SEEDS = 3;

export interface Delta {
  /** Whether the pack is in the destination now. */
  isFetched: boolean;
  /** What came over the wire, also when it was of no use. */
  transferredBytes: number;
  archiveBytes?: number;
  warnings: string[];
}

interface Fetching {
  url: MaskedUrl;
  source: ArchiveSource & { chunkList: string };
  request: FetchRequest;
  seeds: readonly string[];
  signal: AbortSignal;
}

/** Of a pack that is installed in another version, only what that has not is fetched. */
export class DeltaFetcher {
  constructor(
    private readonly http: HttpClient,
    private readonly reader: ContentReader,
    private readonly config: LimitsConfig,
    private readonly cache: DownloadCache,
    private readonly packStore: string,
  ) {}

  /** Fills the destination, or leaves it as it was: when there is nothing to begin with, or the archive costs less. */
  async fetch(source: ArchiveSource, request: FetchRequest, signal: AbortSignal): Promise<Delta> {
    const delta: Delta = { isFetched: false, transferredBytes: 0, warnings: [] };
    const { chunkList } = source;
    const url = request.secretUrl ?? new MaskedUrl(source.url);
    if (chunkList === undefined || request.ref === undefined) return delta;
    const seeds = await this.seedsOf(request.ref);
    if (seeds.length === 0 || (await this.isKept(url, request))) return delta;
    try {
      await this.fetchChunks({ url, source: { ...source, chunkList }, request, seeds, signal }, delta);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PackyardError) && !isDiskFailure(error)) throw error;
      // A part of it may be there.
      for (const name of await readdir(request.destination)) await removeTree(join(request.destination, name));
      delta.warnings.push(`The whole archive was fetched instead of what is new in it: ${(error as Error).message}`);
    } finally {
      for (const name of ['list', 'chunks', 'tar']) await removeTree(join(request.scratchFolder, name));
    }
    return delta;
  }

  private async fetchChunks(fetching: Fetching, delta: Delta): Promise<void> {
    const { source, request, seeds, signal, url } = fetching;
    const [list, chunks, tar] = ['list', 'chunks', 'tar'].map((name) => join(request.scratchFolder, name)) as Three;
    const subject = `${source.url}.chunk-list`;
    const check = ({ path }: { path: string }) => verifyFileChecksum(path, source.chunkList, subject);
    const { PACKYARD_MAX_DOWNLOAD_BYTES: maxBytes } = this.config;
    const maxOfList = Math.min(maxBytes, MAX_CHUNK_LIST_BYTES);
    const listRequest = { ...this.requestOf(fetching, '.chunk-list', maxOfList), check, cache: this.cache };
    delta.transferredBytes += (await this.http.download(listRequest, list)).transferredBytes;
    const plan = await this.reader.planDelta({ list, tar, subject, seeds }, signal);
    delta.archiveBytes = plan.archiveBytes;
    if (isDearer(plan)) return;
    if (Math.max(plan.archiveBytes, plan.missingBytes) > maxBytes) throw promisesTooMuch(subject, maxBytes);
    await this.fetchParts(this.requestOf(fetching, '.chunks', maxBytes), plan, chunks);
    delta.transferredBytes += plan.missingBytes;
    await this.reader.fillDelta({ list, tar, subject, chunks, parts: plan.parts }, signal);
    await this.reader.unpack({ file: tar, destination: request.destination, subject: String(url) }, signal);
    delta.isFetched = true;
  }

  /** The first failure ends the others. */
  private async fetchParts(
    httpRequest: HttpRequest,
    { parts, missingBytes }: DeltaPlan,
    target: string,
  ): Promise<void> {
    const failed = new AbortController();
    const limited = { ...httpRequest, signal: AbortSignal.any([httpRequest.signal, failed.signal]) };
    const file = await open(target, 'wx', 0o600);
    const queue = parts.entries();
    const done = parts.map(() => 0);
    const worker = async () => {
      for (const [index, part] of queue) {
        const onProgress = ({ bytes }: { bytes: number }) => {
          done[index] = bytes;
          httpRequest.onProgress?.({ bytes: done.reduce((sum, some) => sum + some, 0), total: missingBytes });
        };
        await this.http.downloadPart({ ...limited, onProgress }, part, file);
      }
    };
    const workers = Array.from({ length: PARTS_AT_ONCE }, worker);
    try {
      await Promise.all(workers);
    } catch (error) {
      failed.abort(error);
      throw error;
    } finally {
      await Promise.allSettled(workers);
      await file.close();
    }
  }

  private requestOf({ url, request, signal, source }: Fetching, suffix: string, maxBytes: number): HttpRequest {
    const beside = url.reveal();
    beside.pathname += suffix;
    return {
      url: new MaskedUrl(beside.href),
      shownAs: `${source.url}${suffix}`,
      verifySsl: request.verifySsl,
      maxBytes,
      limitName: 'PACKYARD_MAX_DOWNLOAD_BYTES',
      signal,
      ...(request.mayLeadTo === undefined ? {} : { mayLeadTo: request.mayLeadTo }),
      ...(request.onProgress === undefined ? {} : { onProgress: request.onProgress }),
    };
  }

  /** Folders of installed versions, the latest first. One that can't be looked at saves nothing: more is fetched then. */
  private async seedsOf(ref: string): Promise<string[]> {
    if (basename(ref) !== ref || ref.startsWith('.')) return [];
    const folder = join(this.packStore, ref);
    // What is not there, or was removed meanwhile, has nothing that could be taken from it.
    const names = await readdir(folder).catch(() => []);
    const found = await Promise.all(
      names.map(async (name) => {
        const status = await stat(join(folder, name)).catch(() => undefined);
        return status?.isDirectory() === true ? [{ path: join(folder, name), at: status.ctimeMs }] : [];
      }),
    );
    const latest = found.flat().sort((a, b) => b.at - a.at);
    return latest.slice(0, MAX_SEEDS).map(({ path }) => path);
  }

  /** Then it costs one request at most. */
  private async isKept(url: MaskedUrl, { verifySsl }: FetchRequest): Promise<boolean> {
    return (await (await this.cache.entryOf({ url, verifySsl })).known()) !== undefined;
  }
}

type Three = [string, string, string];

function isDearer({ parts, missingBytes, archiveBytes }: DeltaPlan): boolean {
  return missingBytes + parts.length * REQUEST_BYTES > archiveBytes;
}

/** That the archive costs more is all that speaks for the chunks: so it must not be larger than an archive may be. */
function promisesTooMuch(subject: string, maxBytes: number): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `${subject} promises more than ${maxBytes} bytes.`, {
    hint: 'If the source is trusted and really that large, raise PACKYARD_MAX_DOWNLOAD_BYTES.',
  });
}
