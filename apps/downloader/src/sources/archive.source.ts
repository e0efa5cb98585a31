import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { type ArchiveSource, MaskedUrl } from '@packyard/contracts';
import type { HttpClient } from '@packyard/network';
import { verifyFileChecksum } from '@packyard/pack';
import { checksumOf } from './checksum-of';
import type { FetchedSource, FetchOrder, PackSource } from './pack-source';
import { unpackArchive } from './unpack-archive';

/** Archives at an HTTP or HTTPS URL. */
export class ArchiveUrlSource implements PackSource<ArchiveSource> {
  readonly kind = 'archive';

  constructor(
    private readonly http: HttpClient,
    private readonly limits: LimitsConfig,
  ) {}

  async fetch(source: ArchiveSource, order: FetchOrder, signal: AbortSignal): Promise<FetchedSource> {
    const file = join(order.scratchFolder, 'archive');
    const download = {
      url: order.secretUrl ?? new MaskedUrl(source.url),
      verifySsl: order.verifySsl,
      maxBytes: this.limits.PACKYARD_MAX_DOWNLOAD_BYTES,
      limitName: 'PACKYARD_MAX_DOWNLOAD_BYTES',
      signal,
    };
    await this.http.download(download, file);
    if (source.checksum !== undefined) await verifyFileChecksum(file, source.checksum, source.url);
    await unpackArchive({ file, destination: order.destination, subject: source.url, limits: this.limits, signal });
    return { sourceType: 'archive', checksum: await checksumOf(file), warnings: [] };
  }
}
