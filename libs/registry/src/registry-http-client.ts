import type { FileHandle } from 'node:fs/promises';
import {
  type Downloaded,
  HttpClient,
  type HttpRequest,
  type HttpSettings,
  type NetworkPolicy,
  type Part,
} from '@packyard/network';
import type { RegistryList, RegistryEndpoint } from './registry-list';

/**
 * Downloads what a private registry keeps beside its index: URLs below the index's folder are asked for with the index's
 * headers. No other URL gets any of them.
 */
export class RegistryHttpClient extends HttpClient {
  constructor(
    policy: NetworkPolicy,
    private readonly registries: RegistryList,
    settings?: Partial<HttpSettings>,
  ) {
    super(policy, settings);
  }

  override async download(request: HttpRequest, file: string): Promise<Downloaded> {
    return super.download(await this.withHeaders(request), file);
  }

  override async downloadPart(request: HttpRequest, part: Part, file: FileHandle): Promise<void> {
    return super.downloadPart(await this.withHeaders(request), part, file);
  }

  private async withHeaders(request: HttpRequest): Promise<HttpRequest> {
    const url = request.url.reveal();
    const owner = (await this.registries.list()).find((endpoint) => isBeside(url, endpoint));
    return owner === undefined ? request : { ...request, headers: owner.headers };
  }
}

function isBeside(url: URL, { url: index }: RegistryEndpoint): boolean {
  if (!/^https?:/.test(index)) return false;
  // Some servers take %2F for a slash, so that it would lead out of the folder.
  return url.href.startsWith(new URL('.', index).href) && !/%2f|%5c/i.test(url.pathname);
}
