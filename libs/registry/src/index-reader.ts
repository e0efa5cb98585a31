import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LimitsConfig, RegistryConfig } from '@packyard/config';
import { MaskedUrl, PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import type { DownloadCache, HttpClient } from '@packyard/network';
import { AbortTimer } from '@packyard/sandbox';
import { diskFailure, isDiskFailure, type LocalPolicy } from '@packyard/store';
import { IndexCache } from './index-cache';
import { type IndexFile, parseIndexFile } from './index-parser';
import { shownLocation } from './index-location';
import type { IndexOnDisk } from './index-on-disk';
import type { RegistryEndpoint } from './registry-list';
import { fetchSignatureOf, readSignatureBeside } from './trust/detached-signature';

export type IndexReaderConfig = Pick<RegistryConfig, 'PACKYARD_REGISTRIES' | 'PACKYARD_REGISTRY_TTL_SECONDS'> &
  Pick<LimitsConfig, 'PACKYARD_MAX_INDEX_BYTES' | 'PACKYARD_INDEX_SECONDS'>;

export interface ReadOptions {
  verifySsl: boolean;
  signal: AbortSignal;
  /** What was read longer ago than that is asked for again, also where PACKYARD_REGISTRY_TTL_SECONDS would have it kept. */
  maxAgeMs?: number | undefined;
}

type Fetching = ReadOptions & { mayUseKeptCopy: boolean; former: string | undefined };

/** Reads indexes by HTTP and from disk, and keeps them for a while. Those who want the same one share the reading. */
export class IndexReader {
  private readonly cache: IndexCache;

  constructor(
    private readonly config: IndexReaderConfig,
    private readonly http: HttpClient,
    private readonly localPolicy: Pick<LocalPolicy, 'resolve'>,
    /** Where indexes are kept between processes, so that only what has changed is fetched again. */
    private readonly downloads?: DownloadCache,
  ) {
    const maxAgeMs = config.PACKYARD_REGISTRY_TTL_SECONDS * 1000;
    this.cache = new IndexCache({ maxAgeMs, maxBytes: config.PACKYARD_MAX_INDEX_BYTES });
  }

  /** @throws PackyardError REGISTRY_UNAVAILABLE or REGISTRY_INVALID */
  read(endpoint: RegistryEndpoint, { verifySsl, signal, maxAgeMs }: ReadOptions): Promise<IndexOnDisk> {
    const readAnew = (shared: AbortSignal, former: IndexOnDisk | undefined) =>
      this.readNow(endpoint, { verifySsl, signal: shared, mayUseKeptCopy: true }, former);
    return this.cache.get(cacheKey(endpoint, verifySsl), { signal, maxAgeMs }, readAnew);
  }

  /** The same, as it is at this moment. */
  readAnew(endpoint: RegistryEndpoint, options: ReadOptions): Promise<IndexOnDisk> {
    return this.readNow(endpoint, options);
  }

  /**
   * What lies beside the index in `<index>.minisig`; nothing when there is no such file.
   * @throws PackyardError REGISTRY_UNAVAILABLE
   */
  async signatureOf(endpoint: RegistryEndpoint, { verifySsl, signal }: ReadOptions): Promise<string | undefined> {
    const seconds = this.config.PACKYARD_INDEX_SECONDS;
    const timer = new AbortTimer(seconds * 1000);
    const limited = AbortSignal.any([signal, timer.signal]);
    try {
      if (!/^https?:/.test(endpoint.url)) return await readSignatureBeside(await this.pathOf(endpoint.url));
      const kept = this.downloads === undefined ? {} : { cache: this.downloads, mayUseKeptCopy: true };
      const request = {
        url: new MaskedUrl(endpoint.url),
        headers: endpoint.headers,
        verifySsl,
        signal: limited,
        ...kept,
      };
      return await fetchSignatureOf(this.http, request);
    } catch (error) {
      signal.throwIfAborted();
      throw unavailable(`${endpoint.url}.minisig`, limited.aborted ? tooSlow(seconds) : error);
    } finally {
      timer.stop();
    }
  }

  /** Has a time limit of its own, whoever waits for it. */
  private async readNow(
    endpoint: RegistryEndpoint,
    { verifySsl, signal, mayUseKeptCopy = false }: ReadOptions & { mayUseKeptCopy?: boolean },
    former?: IndexOnDisk,
  ): Promise<IndexOnDisk> {
    const seconds = this.config.PACKYARD_INDEX_SECONDS;
    const timer = new AbortTimer(seconds * 1000);
    const options = { verifySsl, mayUseKeptCopy, signal: AbortSignal.any([signal, timer.signal]) };
    try {
      return await this.withFile(endpoint, { ...options, former: former?.told.identity }, (file) => {
        // What has not changed is not parsed again.
        if (former?.told.identity === file.identity) return Promise.resolve(former);
        const maxBytes = this.config.PACKYARD_MAX_INDEX_BYTES;
        return parseIndexFile({ ...file, location: endpoint.url, maxBytes }, seconds, options.signal);
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PackyardError && /^(REGISTRY_|STORE_)/.test(error.code)) throw error;
      throw unavailable(endpoint.url, timer.isUp ? tooSlow(seconds) : error);
    } finally {
      timer.stop();
    }
  }

  private async withFile(
    endpoint: RegistryEndpoint,
    options: Fetching,
    read: (file: Pick<IndexFile, 'path' | 'target' | 'identity' | 'keptSince'>) => Promise<IndexOnDisk>,
  ): Promise<IndexOnDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'packyard-index-'));
    try {
      const got = await this.fetch(endpoint, folder, options);
      return await read({ ...got, target: join(folder, 'packs') });
    } catch (error) {
      throw isDiskFailure(error) ? await diskFailure(folder, error) : error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async fetch(
    { url: location, headers }: RegistryEndpoint,
    folder: string,
    { former, ...options }: Fetching,
  ): Promise<Pick<IndexFile, 'path' | 'identity' | 'keptSince'>> {
    if (location.startsWith('file:') || isAbsolute(location)) {
      const path = await this.pathOf(location);
      const { ino, size, mtimeNs } = await stat(path, { bigint: true });
      return { path, identity: [path, ino, size, mtimeNs].join(' ') };
    }
    const path = join(folder, 'index.json');
    const { PACKYARD_MAX_INDEX_BYTES: maxBytes } = this.config;
    const request = {
      url: new MaskedUrl(location),
      headers,
      maxBytes,
      limitName: 'PACKYARD_MAX_INDEX_BYTES',
      ...(this.downloads === undefined ? {} : { cache: this.downloads }),
      ...(former === undefined ? {} : { alreadyRead: former }),
    };
    const { checksum, keptSince } = await this.http.download({ ...request, ...options }, path);
    if (keptSince === undefined) return { path, identity: checksum };
    const since = keptSince.toISOString();
    return { path, identity: `${checksum} of ${since}`, keptSince: since };
  }

  private pathOf(location: string): Promise<string> {
    return this.localPath(location.startsWith('file:') ? fileURLToPath(location) : location);
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
function cacheKey({ url, headers }: RegistryEndpoint, verifySsl: boolean): string {
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
  const details = { hint: hintFor(location, error), cause: error };
  const message = `The registry ${shownLocation(location)} could not be read: ${reason}`;
  return error instanceof UnavailableError
    ? new UnavailableError('REGISTRY_UNAVAILABLE', message, details)
    : new RejectedError('REGISTRY_UNAVAILABLE', message, details);
}

function hintFor(location: string, error: unknown): string {
  if (error instanceof RejectedError && error.code === 'SOURCE_AUTHENTICATION_FAILED') {
    return 'Give its header with `packyard registry add <url> --header "Authorization: Bearer <token>"`, or the access to its host in PACKYARD_HOST_ACCESS.';
  }
  // What requests name is looked for by the policy of local paths, in words of its own.
  if (['ENOENT', 'SOURCE_NOT_FOUND'].includes((error as { code?: string }).code ?? '')) {
    return `Look whether ${shownLocation(location)} is written correctly: nothing is there.`;
  }
  const isForbidden = error instanceof RejectedError && error.code === 'SOURCE_FORBIDDEN';
  return (
    (isForbidden ? error.hint : undefined) ?? 'Look whether the registry is up and its location is written correctly.'
  );
}
