import type { ContentConfig } from '@packyard/config';
import { MaskedUrl } from '@packyard/contracts';
import { HttpClient, type HttpSettings, NetworkPolicy } from '@packyard/network';
import type { ContentStore } from './content-store';
import { NoContentStore } from './no-content-store';
import { OciContentStore } from './oci-content-store';

export type ContentSettings = Partial<ContentConfig & HttpSettings>;

/**
 * As the settings say. `scratchFolder` is on the same file system as what will be fetched. The store is the operator's choice,
 * as the database is: it may be anywhere.
 */
export function openContentStore(config: ContentSettings, scratchFolder: string): ContentStore {
  const { PACKYARD_CONTENT_STORE: place } = config;
  if (place === undefined) return new NoContentStore();
  const http = new HttpClient(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' }), config);
  return new OciContentStore(http, { url: new MaskedUrl(place), scratchFolder });
}
