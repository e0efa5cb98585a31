import type { HttpClient } from '../http-client';
import type { HttpRequest } from '../http-request';
import { MANIFEST_TYPES, type OciDescriptor, type OciManifest, readManifest } from './oci-manifest';
import { MANIFEST_LIMIT, type OciRequestOptions, OciSession } from './oci-session';

type BlobRequest = Pick<HttpRequest, 'url' | 'headers' | 'cacheKey' | 'shownAs' | 'hostAccessAt'>;

/** A repository of artifacts in a registry of containers, by the distribution protocol of OCI. */
export class OciRepository {
  private readonly session: OciSession;

  constructor(
    http: HttpClient,
    private readonly asking: OciRequestOptions,
  ) {
    this.session = new OciSession(http, asking, 'pull');
  }

  /** By tag or digest. @throws RejectedError SOURCE_NOT_FOUND, SOURCE_AUTHENTICATION_FAILED, CHECKSUM_MISMATCH */
  async manifest(reference: string): Promise<OciManifest> {
    const request = { ...this.session.requestFor(`manifests/${reference}`), ...MANIFEST_LIMIT };
    const { body, headers } = await this.session.ask(request, { headers: { accept: MANIFEST_TYPES.join(', ') } });
    const told = headers['docker-content-digest'];
    return readManifest(this.asking.shownAs, body, reference.includes(':') ? reference : told?.toString());
  }

  /** How the content of a layer is asked for, once a manifest was read. */
  blobOrder({ digest }: Pick<OciDescriptor, 'digest'>): BlobRequest {
    // Its digest says what it is, wherever the registry keeps it.
    const { mayLeadTo: _, ...request } = this.session.requestFor(`blobs/${digest}`);
    // Tokens are new each time; who logs in is not.
    return { ...request, headers: this.session.headers, cacheKey: this.asking.url.reveal().href };
  }
}
