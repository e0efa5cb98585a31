import type { FileHandle } from 'node:fs/promises';
import {
  type Downloaded,
  HttpClient,
  type HttpOrder,
  type HttpSettings,
  type NetworkPolicy,
  type Part,
} from '@packyard/network';
import type { RegistryList, RegistryPlace } from './registry-list';

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

  override async download(order: HttpOrder, file: string): Promise<Downloaded> {
    return super.download(await this.withHeaders(order), file);
  }

  override async downloadPart(order: HttpOrder, part: Part, file: FileHandle): Promise<void> {
    return super.downloadPart(await this.withHeaders(order), part, file);
  }

  private async withHeaders(order: HttpOrder): Promise<HttpOrder> {
    const url = order.url.reveal();
    const owner = (await this.registries.list()).find((place) => isBeside(url, place));
    return owner === undefined ? order : { ...order, headers: owner.headers };
  }
}

function isBeside(url: URL, { url: index }: RegistryPlace): boolean {
  if (!/^https?:/.test(index)) return false;
  // Some servers take %2F for a slash, so that it would lead out of the folder.
  return url.href.startsWith(new URL('.', index).href) && !/%2f|%5c/i.test(url.pathname);
}
