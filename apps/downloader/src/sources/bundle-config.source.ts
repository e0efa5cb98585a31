import { join } from 'node:path';
import { type BundleSource, MaskedUrl } from '@packyard/contracts';
import type { HttpClient } from '@packyard/network';
import { BUNDLE_FILE } from '@packyard/pack';
import { verifyDownload } from './verify-download';
import type { FetchedSource, FetchRequest, PackSource } from './pack-source';

// A config is text that people write.
export const MAX_CONFIG_BYTES = 1024 * 1024;

/** Configs of bundles at an HTTP or HTTPS URL: the whole pack is that one file. */
export class BundleConfigSource implements PackSource<BundleSource> {
  readonly kind = 'bundle';

  constructor(private readonly http: HttpClient) {}

  async fetch(source: BundleSource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    const file = join(request.destination, BUNDLE_FILE);
    const download = {
      url: request.secretUrl ?? new MaskedUrl(source.url),
      verifySsl: request.verifySsl,
      maxBytes: MAX_CONFIG_BYTES,
      limitName: 'the size of a bundle config',
      signal,
      ...(request.mayLeadTo === undefined ? {} : { mayLeadTo: request.mayLeadTo }),
    };
    const { checksum } = await this.http.download(download, file);
    const signature = await verifyDownload(this.http, { request, file, httpRequest: download }, signal);
    return { sourceType: 'bundle_config', checksum, signature, warnings: [] };
  }
}
