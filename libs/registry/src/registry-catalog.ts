import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LimitsConfig, RegistryConfig } from '@packyard/config';
import { MaskedUrl, PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import type { HttpClient, LocalPolicy } from '@packyard/fetch';
import { parseIndex } from './parse-index';
import type { RegistryEntry, RegistryIndex } from './registry-entry';

export interface LookUp {
  /** An index to ask instead of the configured ones. */
  registryUrl?: string | undefined;
  verifySsl: boolean;
  signal: AbortSignal;
}

/** The configured registries, in their order: the first index that knows a pack owns it. Indexes are kept for a while. */
export class RegistryCatalog {
  private readonly cache = new Map<string, { index: Promise<RegistryIndex>; readAt: number }>();

  constructor(
    private readonly config: Pick<RegistryConfig, 'PACKYARD_REGISTRIES' | 'PACKYARD_REGISTRY_TTL_SECONDS'> &
      Pick<LimitsConfig, 'PACKYARD_MAX_INDEX_BYTES'>,
    private readonly http: HttpClient,
    private readonly localPolicy: LocalPolicy,
  ) {}

  /**
   * All versions that are on offer; none when no registry knows the pack.
   * @throws UnavailableError REGISTRY_UNAVAILABLE when an index that may know it can't be read
   */
  async versionsOf(ref: string, lookUp: LookUp): Promise<RegistryEntry[]> {
    for (const location of this.locations(lookUp)) {
      const entries = (await this.index(location, lookUp)).packs.get(ref);
      if (entries !== undefined) return entries;
    }
    return [];
  }

  /** @throws RejectedError PACK_NOT_IN_REGISTRY, naming where it was looked for and similar names */
  async require(ref: string, lookUp: LookUp): Promise<RegistryEntry[]> {
    const entries = await this.versionsOf(ref, lookUp);
    if (entries.length > 0) return entries;
    const locations = this.locations(lookUp);
    if (locations.length === 0) {
      throw new RejectedError(
        'PACK_NOT_IN_REGISTRY',
        `'${ref}' can't be looked up, because no registry is configured.`,
        {
          hint: 'Name an index with the parameter registry_url or the variable PACKYARD_REGISTRIES, or give a URL or path.',
        },
      );
    }
    const indexes = await Promise.all(locations.map((location) => this.index(location, lookUp)));
    const similar = indexes
      .flatMap((index) => [...index.packs.keys()])
      .filter((name) => name.includes(ref) || ref.includes(name));
    throw new RejectedError(
      'PACK_NOT_IN_REGISTRY',
      `No registry knows a pack '${ref}' (asked: ${locations.map(shown).join(', ')}).`,
      {
        hint:
          similar.length > 0
            ? `Did you mean ${similar.slice(0, 5).join(', ')}?`
            : 'Look for a typing error in the name.',
      },
    );
  }

  private locations({ registryUrl }: LookUp): readonly string[] {
    return registryUrl === undefined ? this.config.PACKYARD_REGISTRIES : [registryUrl];
  }

  private async index(location: string, lookUp: LookUp): Promise<RegistryIndex> {
    const kept = this.cache.get(location);
    if (kept !== undefined && Date.now() - kept.readAt < this.config.PACKYARD_REGISTRY_TTL_SECONDS * 1000)
      return kept.index;
    const index = this.read(location, lookUp).then((text) => parseIndex(text, location));
    this.cache.set(location, { index, readAt: Date.now() });
    try {
      return await index;
    } catch (error) {
      this.cache.delete(location);
      throw error;
    }
  }

  private async read(location: string, { verifySsl, signal }: LookUp): Promise<string> {
    try {
      if (isAbsolute(location)) return await this.readLocal(location);
      if (location.startsWith('file:')) return await this.readLocal(fileURLToPath(location));
      const url = new MaskedUrl(location);
      const maxBytes = this.config.PACKYARD_MAX_INDEX_BYTES;
      return await this.http.text({ url, verifySsl, maxBytes, limitName: 'PACKYARD_MAX_INDEX_BYTES', signal });
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

/** Only what may heal is tried again: a path that does not exist won't come into being by waiting. */
function unavailable(location: string, error: unknown): Error {
  const reason =
    error instanceof PackyardError ? error.message : ((error as NodeJS.ErrnoException).code ?? String(error));
  const details = { hint: 'Look whether the registry is up and its location is written correctly.', cause: error };
  const message = `The registry ${shown(location)} could not be read: ${reason}`;
  return error instanceof UnavailableError
    ? new UnavailableError('REGISTRY_UNAVAILABLE', message, details)
    : new RejectedError('REGISTRY_UNAVAILABLE', message, details);
}

function shown(location: string): string {
  return isAbsolute(location) || !URL.canParse(location) ? location : String(new MaskedUrl(location));
}
