import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LimitsConfig, RegistryConfig } from '@packyard/config';
import { MaskedUrl, PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import type { HttpClient } from '@packyard/network';
import type { LocalPolicy } from '@packyard/store';
import { parseIndex } from './parse-index';
import type { RegistryIndex } from './registry-entry';
import type { RegistryPlace } from './registry-list';

export type IndexReaderConfig = Pick<RegistryConfig, 'PACKYARD_REGISTRIES' | 'PACKYARD_REGISTRY_TTL_SECONDS'> &
  Pick<LimitsConfig, 'PACKYARD_MAX_INDEX_BYTES'>;

export interface ReadOptions {
  verifySsl: boolean;
  signal: AbortSignal;
}

interface KeptIndex {
  index: Promise<RegistryIndex>;
  readAt: number;
  /** Of the caller who reads it. */
  signal: AbortSignal;
}

/** Reads indexes by HTTP and from disk, and keeps them for a while. */
export class IndexReader {
  private readonly cache = new Map<string, KeptIndex>();

  constructor(
    private readonly config: IndexReaderConfig,
    private readonly http: HttpClient,
    private readonly localPolicy: Pick<LocalPolicy, 'resolve'>,
  ) {}

  /** @throws PackyardError REGISTRY_UNAVAILABLE or REGISTRY_INVALID */
  async read(place: RegistryPlace, options: ReadOptions): Promise<RegistryIndex> {
    const key = cacheKey(place, options);
    const kept = this.cache.get(key);
    if (kept !== undefined && Date.now() - kept.readAt < this.config.PACKYARD_REGISTRY_TTL_SECONDS * 1000) {
      try {
        return await kept.index;
      } catch (error) {
        // The one who began to read may have given up; this caller has not.
        if (!kept.signal.aborted) throw error;
      }
    }
    return this.readAndKeep(key, place, options);
  }

  private async readAndKeep(key: string, place: RegistryPlace, options: ReadOptions): Promise<RegistryIndex> {
    const index = this.readAnew(place, options);
    this.cache.set(key, { index, readAt: Date.now(), signal: options.signal });
    try {
      return await index;
    } catch (error) {
      if (this.cache.get(key)?.index === index) this.cache.delete(key);
      throw error;
    }
  }

  /** The same, as it is at this moment. */
  async readAnew(place: RegistryPlace, options: ReadOptions): Promise<RegistryIndex> {
    return parseIndex(await this.text(place, options), place.url);
  }

  private async text({ url: location, headers }: RegistryPlace, { verifySsl, signal }: ReadOptions): Promise<string> {
    try {
      if (isAbsolute(location)) return await this.readLocal(location);
      if (location.startsWith('file:')) return await this.readLocal(fileURLToPath(location));
      const url = new MaskedUrl(location);
      const maxBytes = this.config.PACKYARD_MAX_INDEX_BYTES;
      return await this.http.text({
        url,
        headers,
        verifySsl,
        maxBytes,
        limitName: 'PACKYARD_MAX_INDEX_BYTES',
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw unavailable(location, error);
    }
  }

  /** What the operator configured may lie anywhere; what a request names, only where requests may look. */
  private async readLocal(path: string): Promise<string> {
    const isConfigured = this.config.PACKYARD_REGISTRIES.some(
      (registry) => registry === path || registry === `file://${path}`,
    );
    return readFile(isConfigured ? path : await this.localPolicy.resolve(path), 'utf8');
  }
}

/** How a registry's place is written for people. */
export function shownPlace(location: string): string {
  return isAbsolute(location) || !URL.canParse(location) ? location : String(new MaskedUrl(location));
}

/** What was read with other headers, or without looking at certificates, is another index. */
function cacheKey({ url, headers }: RegistryPlace, { verifySsl }: ReadOptions): string {
  return createHash('sha256')
    .update(JSON.stringify([url, headers, verifySsl]))
    .digest('hex');
}

/** Only what may heal is tried again: a path that does not exist won't come into being by waiting. */
function unavailable(location: string, error: unknown): Error {
  const reason =
    error instanceof PackyardError ? error.message : ((error as NodeJS.ErrnoException).code ?? String(error));
  const details = { hint: 'Look whether the registry is up and its location is written correctly.', cause: error };
  const message = `The registry ${shownPlace(location)} could not be read: ${reason}`;
  return error instanceof UnavailableError
    ? new UnavailableError('REGISTRY_UNAVAILABLE', message, details)
    : new RejectedError('REGISTRY_UNAVAILABLE', message, details);
}
