import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LimitsConfig, RegistryConfig } from '@packyard/config';
import { MaskedUrl, PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import type { HttpClient } from '@packyard/network';
import { diskFailure, isDiskFailure, type LocalPolicy } from '@packyard/store';
import { IndexCache } from './index-cache';
import { parseIndexFile, type ReadIndex } from './index-parser';
import { shownPlace } from './index-place';
import type { RegistryIndex } from './registry-entry';
import type { RegistryPlace } from './registry-list';

export type IndexReaderConfig = Pick<RegistryConfig, 'PACKYARD_REGISTRIES' | 'PACKYARD_REGISTRY_TTL_SECONDS'> &
  Pick<LimitsConfig, 'PACKYARD_MAX_INDEX_BYTES' | 'PACKYARD_INDEX_SECONDS'>;

export interface ReadOptions {
  verifySsl: boolean;
  signal: AbortSignal;
}

/** Reads indexes by HTTP and from disk, and keeps them for a while. Those who want the same one share the reading. */
export class IndexReader {
  private readonly cache: IndexCache;

  constructor(
    private readonly config: IndexReaderConfig,
    private readonly http: HttpClient,
    private readonly localPolicy: Pick<LocalPolicy, 'resolve'>,
  ) {
    const maxAgeMs = config.PACKYARD_REGISTRY_TTL_SECONDS * 1000;
    this.cache = new IndexCache({ maxAgeMs, maxBytes: config.PACKYARD_MAX_INDEX_BYTES });
  }

  /** @throws PackyardError REGISTRY_UNAVAILABLE or REGISTRY_INVALID */
  read(place: RegistryPlace, { verifySsl, signal }: ReadOptions): Promise<RegistryIndex> {
    const readAnew = (shared: AbortSignal) => this.readNow(place, { verifySsl, signal: shared });
    return this.cache.get(cacheKey(place, verifySsl), signal, readAnew);
  }

  /** The same, as it is at this moment. */
  readAnew(place: RegistryPlace, options: ReadOptions): Promise<RegistryIndex> {
    return this.readNow(place, options);
  }

  /** Has a time limit of its own, whoever waits for it. */
  private async readNow(place: RegistryPlace, { verifySsl, signal }: ReadOptions): Promise<ReadIndex> {
    const seconds = this.config.PACKYARD_INDEX_SECONDS;
    const timeout = AbortSignal.timeout(seconds * 1000);
    const options = { verifySsl, signal: AbortSignal.any([signal, timeout]) };
    try {
      return await this.withFile(place, options, (path) => {
        const file = { path, location: place.url, maxBytes: this.config.PACKYARD_MAX_INDEX_BYTES };
        return parseIndexFile(file, seconds, options.signal);
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PackyardError && /^(REGISTRY_|STORE_)/.test(error.code)) throw error;
      throw unavailable(place.url, timeout.aborted ? tooSlow(seconds) : error);
    }
  }

  private async withFile(
    { url: location, headers }: RegistryPlace,
    options: ReadOptions,
    read: (path: string) => Promise<ReadIndex>,
  ): Promise<ReadIndex> {
    if (isAbsolute(location)) return read(await this.localPath(location));
    if (location.startsWith('file:')) return read(await this.localPath(fileURLToPath(location)));
    const folder = await mkdtemp(join(tmpdir(), 'packyard-index-'));
    try {
      const path = join(folder, 'index.json');
      const { PACKYARD_MAX_INDEX_BYTES: maxBytes } = this.config;
      const order = { url: new MaskedUrl(location), headers, maxBytes, limitName: 'PACKYARD_MAX_INDEX_BYTES' };
      await this.http.download({ ...order, ...options }, path);
      return await read(path);
    } catch (error) {
      throw isDiskFailure(error) ? await diskFailure(folder, error) : error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** What the operator configured may lie anywhere; what a request names, only where requests may look. */
  private async localPath(path: string): Promise<string> {
    const isConfigured = this.config.PACKYARD_REGISTRIES.some(
      (registry) => registry === path || registry === `file://${path}`,
    );
    return isConfigured ? path : await this.localPolicy.resolve(path);
  }
}

/** What was read with other headers, or without looking at certificates, is another index. */
function cacheKey({ url, headers }: RegistryPlace, verifySsl: boolean): string {
  return createHash('sha256')
    .update(JSON.stringify([url, headers, verifySsl]))
    .digest('hex');
}

function tooSlow(seconds: number): UnavailableError {
  return new UnavailableError('REGISTRY_UNAVAILABLE', `it took longer than ${seconds} seconds.`);
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
