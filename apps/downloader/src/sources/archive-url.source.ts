import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { type ArchiveSource, MaskedUrl } from '@packyard/contracts';
import type { DownloadCache, HttpClient } from '@packyard/network';
import { verifyFileChecksum } from '@packyard/pack';
import { isDiskFailure } from '@packyard/store';
import type { Delta, DeltaFetcher } from '../delta/delta-fetcher';
import type { ContentReader } from '../reading/content-reader';
import { verifyDownload } from './verify-download';
import { type FetchedSource, type FetchRequest, type PackSource, SCRATCH_ARCHIVE } from './pack-source';

/** Archives at an HTTP or HTTPS URL. */
export class ArchiveUrlSource implements PackSource<ArchiveSource> {
  readonly kind = 'archive';

  constructor(
    private readonly http: HttpClient,
    private readonly reader: ContentReader,
    private readonly limits: LimitsConfig,
    private readonly reuse: { cache: DownloadCache; deltas: DeltaFetcher },
  ) {}

  async fetch(source: ArchiveSource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    // What is signed is the archive: it has to be there.
    if (request.signatureCheck !== undefined) return this.fetchWhole(source, request, signal);
    const delta = await this.reuse.deltas.fetch(source, request, signal);
    const { transferredBytes, archiveBytes = 0, warnings } = delta;
    if (!delta.isFetched) return withTransferOfDelta(await this.fetchWhole(source, request, signal), delta);
    return {
      sourceType: 'archive',
      transfer: { transferredBytes, archiveBytes },
      warnings,
      // Of the archive, which was not fetched: its publisher promises that it holds the same as the chunks.
      ...(source.checksum === undefined ? {} : { checksum: source.checksum }),
    };
  }

  private async fetchWhole(source: ArchiveSource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    const file = join(request.scratchFolder, SCRATCH_ARCHIVE);
    const { checksum: promised } = source;
    const download = {
      url: request.secretUrl ?? new MaskedUrl(source.url),
      verifySsl: request.verifySsl,
      maxBytes: this.limits.PACKYARD_MAX_DOWNLOAD_BYTES,
      limitName: 'PACKYARD_MAX_DOWNLOAD_BYTES',
      signal,
      ...(request.mayLeadTo === undefined ? {} : { mayLeadTo: request.mayLeadTo }),
      ...(request.onProgress === undefined ? {} : { onProgress: request.onProgress }),
      cache: this.reuse.cache,
      ...(promised === undefined
        ? {}
        : {
            // It is what was promised, whether somebody answers or not.
            mayUseKeptCopy: true,
            check: ({ path }: { path: string }) => verifyFileChecksum(path, promised, source.url),
          }),
    };
    const { checksum, bytes, transferredBytes, keptSince } = await this.http.download(download, file);
    const signature = await verifyDownload(this.http, { request, file, httpRequest: download }, signal);
    const { destination } = request;
    try {
      await this.reader.unpack({ file, destination, subject: source.url }, signal);
    } catch (error) {
      if (isDiskFailure(error)) await this.reuse.cache.makeRoom(download);
      throw error;
    }
    const transfer = { transferredBytes, archiveBytes: bytes };
    const warnings =
      keptSince === undefined
        ? []
        : [`${source.url} does not answer: the copy that was kept is used, which has the promised checksum.`];
    return { sourceType: 'archive', checksum, signature, transfer, warnings };
  }
}

/** What was fetched in vain counts too. */
function withTransferOfDelta(fetched: FetchedSource, { transferredBytes, warnings }: Delta): FetchedSource {
  const { transfer } = fetched;
  return {
    ...fetched,
    ...(transfer && { transfer: { ...transfer, transferredBytes: transfer.transferredBytes + transferredBytes } }),
    warnings: [...fetched.warnings, ...warnings],
  };
}
