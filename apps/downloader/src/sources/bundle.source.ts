import { join } from 'node:path';
import { type BundleSource, MaskedUrl } from '@packyard/contracts';
import type { HttpClient } from '@packyard/network';
import { BUNDLE_FILE } from '@packyard/pack';
import { judgeDownload } from './judge-download';
import type { FetchedSource, FetchOrder, PackSource } from './pack-source';

// A config is text that people write.
export const MOST_CONFIG_BYTES = 1024 * 1024;

/** Configs of bundles at an HTTP or HTTPS URL: the whole pack is that one file. */
export class BundleConfigSource implements PackSource<BundleSource> {
  readonly kind = 'bundle';

  constructor(private readonly http: HttpClient) {}

  async fetch(source: BundleSource, order: FetchOrder, signal: AbortSignal): Promise<FetchedSource> {
    const file = join(order.destination, BUNDLE_FILE);
    const download = {
      url: order.secretUrl ?? new MaskedUrl(source.url),
      verifySsl: order.verifySsl,
      maxBytes: MOST_CONFIG_BYTES,
      limitName: 'the size of a bundle config',
      signal,
      ...(order.mayLeadTo === undefined ? {} : { mayLeadTo: order.mayLeadTo }),
    };
    const { checksum } = await this.http.download(download, file);
    const signature = await judgeDownload(this.http, { order, file, place: download }, signal);
    return { sourceType: 'bundle_config', checksum, signature, warnings: [] };
  }
}
