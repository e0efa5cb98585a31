import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { type ArchiveSource, MaskedUrl } from '@packyard/contracts';
import type { HttpClient } from '@packyard/network';
import { verifyFileChecksum } from '@packyard/pack';
import type { ContentReader } from '../reading/content-reader';
import { checksumOf } from './checksum-of';
import type { FetchedSource, FetchOrder, PackSource } from './pack-source';

/** Archives at an HTTP or HTTPS URL. */
export class ArchiveUrlSource implements PackSource<ArchiveSource> {
  readonly kind = 'archive';

  constructor(
    private readonly http: HttpClient,
    private readonly reader: ContentReader,
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
    const { destination } = order;
    await this.reader.unpack({ file, destination, subject: source.url }, signal);
    return { sourceType: 'archive', checksum: await checksumOf(file), warnings: [] };
  }
}
