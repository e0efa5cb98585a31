import type { RegistryConfig } from '@packyard/config';
import { DOCUMENTED_DEFAULTS, nearNames, RejectedError, type SignatureOutcome } from '@packyard/contracts';
import { shownLocation } from './index-location';
import type { ReadOptions } from './index-reader';
import type { IndexOnDisk } from './index-on-disk';
import type { RegistryEntry } from './registry-entry';
import { leftOutOf } from './parse-index';
import { type RegistryList, type RegistryEndpoint, withConfigured } from './registry-list';
import type { IndexTrust } from './trust/index-trust';

export interface LookUp extends ReadOptions {
  /** An index to ask instead of the configured ones. Attune's documented default means those, when there are any. */
  registryUrl?: string | undefined;
}

/** What the registry that owns a pack offers of it. */
export interface Offers {
  entries: RegistryEntry[];
  /** URL or path of its index. */
  registry: string;
  /** Nothing where no signature of the index is asked for. */
  signature: SignatureOutcome | undefined;
  /** What those should know who get a pack by it. */
  warnings: string[];
  /** What the index names of the pack, but can't offer, and why. */
  leftOut: string[];
}

/**
 * All versions that are on offer; none when no registry knows the pack.
 * @throws PackyardError REGISTRY_UNAVAILABLE when an index that may know it can't be read, SIGNATURE_REFUSED
 */
export type VersionsOf = (ref: string) => Promise<RegistryEntry[]>;

type ReadIndex = (endpoint: RegistryEndpoint) => ReturnType<IndexTrust['read']>;

const MAX_TOLD = 3;

/** Whoever misses something asks once more for indexes that are older: it may have been published since. */
export const MISSED_MAX_AGE_MS = 1000;

/** The registries, in their order: the first index that knows a pack owns it. */
export class RegistryCatalog {
  constructor(
    private readonly config: Pick<RegistryConfig, 'PACKYARD_REGISTRIES'>,
    private readonly added: RegistryList,
    private readonly reader: Pick<IndexTrust, 'read'>,
  ) {}

  /** To look up any number of packs: which registries there are, and the index of each, is read once, and fails once. */
  versionsFor(lookUp: LookUp): VersionsOf {
    let endpoints: Promise<readonly RegistryEndpoint[]> | undefined;
    const indexes = new Map<string, ReturnType<ReadIndex>>();
    const read = (endpoint: RegistryEndpoint) => {
      const index = indexes.get(endpoint.url) ?? this.reader.read(endpoint, lookUp);
      indexes.set(endpoint.url, index);
      return index;
    };
    return async (ref) => (await firstOffers(ref, await (endpoints ??= this.endpoints(lookUp)), read))?.entries ?? [];
  }

  private async offersOf(ref: string, lookUp: LookUp): Promise<Offers | undefined> {
    return firstOffers(ref, await this.endpoints(lookUp), (endpoint) => this.reader.read(endpoint, lookUp));
  }

  /**
   * Before nothing of it will do, the registries are asked once more.
   * @throws RejectedError PACK_NOT_IN_REGISTRY, naming where it was looked for and similar names
   */
  async require(
    ref: string,
    lookUp: LookUp,
    willDo: (entries: readonly RegistryEntry[]) => boolean = () => true,
  ): Promise<Offers> {
    const known = await this.offersOf(ref, lookUp);
    if (known !== undefined && willDo(known.entries)) return known;
    const again = { ...lookUp, maxAgeMs: MISSED_MAX_AGE_MS };
    const offers = await this.offersOf(ref, again);
    if (offers === undefined) throw await this.unknown(ref, again);
    return offers;
  }

  private async unknown(ref: string, lookUp: LookUp): Promise<RejectedError> {
    const endpoints = await this.endpoints(lookUp);
    if (endpoints.length === 0) return noRegistry(ref);
    const indexes = await Promise.all(endpoints.map((endpoint) => this.reader.read(endpoint, lookUp)));
    const refs = indexes.flatMap(({ index }) => [...index.refs]);
    const parts = refs.filter((name) => name.includes(ref) || ref.includes(name));
    const similar = [...new Set([...nearNames(ref, refs), ...parts])];
    const unusable = indexes.flatMap(({ index }) => leftOutOf(ref, index.told.warnings));
    if (unusable.length > 0) return nothingUsable(ref, unusable);
    return new RejectedError(
      'PACK_NOT_IN_REGISTRY',
      `No registry knows a pack '${ref}' (asked: ${endpoints.map(({ url }) => shownLocation(url)).join(', ')}).`,
      {
        hint:
          similar.length > 0
            ? `Did you mean ${similar.slice(0, 5).join(', ')}?`
            : 'Look for a typing error in the name.',
      },
    );
  }

  private async endpoints({ registryUrl }: LookUp): Promise<readonly RegistryEndpoint[]> {
    const all = withConfigured(await this.added.list(), this.config.PACKYARD_REGISTRIES);
    const isDefault = registryUrl === DOCUMENTED_DEFAULTS.registry_url;
    if (registryUrl === undefined || (isDefault && all.length > 0)) return all;
    return [all.find(({ url }) => url === registryUrl) ?? { url: registryUrl, headers: {} }];
  }
}

/** Of the first index that knows the pack; the ones after it are not read. */
async function firstOffers(
  ref: string,
  endpoints: readonly RegistryEndpoint[],
  read: ReadIndex,
): Promise<Offers | undefined> {
  for (const endpoint of endpoints) {
    const { index, signature } = await read(endpoint);
    const entries = await index.entriesOf(ref);
    const leftOut = leftOutOf(ref, index.told.warnings);
    if (entries.length > 0)
      return { entries, registry: endpoint.url, signature, warnings: keptWarnings(endpoint.url, index), leftOut };
  }
  return undefined;
}

/** Where an index is old because nobody answers. */
export function keptWarnings(url: string, { told: { keptSince } }: Pick<IndexOnDisk, 'told'>): string[] {
  if (keptSince === undefined) return [];
  return [`The registry ${shownLocation(url)} does not answer: its index is used as it was on ${keptSince}.`];
}

function nothingUsable(ref: string, leftOut: readonly string[]): RejectedError {
  const told = leftOut.slice(0, MAX_TOLD).join(' ');
  return new RejectedError(
    'PACK_NOT_IN_REGISTRY',
    `A registry names the pack '${ref}', but has nothing of it that can be installed: ${told}`,
    {
      hint: 'Ask who publishes the registry, or install the pack from its own source.',
    },
  );
}

function noRegistry(ref: string): RejectedError {
  return new RejectedError('PACK_NOT_IN_REGISTRY', `'${ref}' can't be looked up, because no registry is configured.`, {
    hint: 'Add one with `packyard registry add`, name an index with the parameter registry_url or the variable PACKYARD_REGISTRIES, or give a URL or path.',
  });
}
