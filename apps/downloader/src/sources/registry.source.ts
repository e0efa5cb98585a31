import { type RegistrySource, RejectedError, type Source } from '@packyard/contracts';
import { compareVersions, fittingVersions } from '@packyard/pack';
import type { RegistryCatalog, RegistryEntry } from '@packyard/registry';
import type { FetchedSource, FetchOrder, PackSource } from './pack-source';

/** How a place that a registry names is fetched. */
export type FetchPlace = (place: Source, order: FetchOrder, signal: AbortSignal) => Promise<FetchedSource>;

/** References such as `slack@^1`, looked up in the registries. */
export class RegistryReferenceSource implements PackSource<RegistrySource> {
  readonly kind = 'registry';

  constructor(
    private readonly catalog: RegistryCatalog,
    private readonly fetchPlace: FetchPlace,
  ) {}

  async fetch(source: RegistrySource, order: FetchOrder, signal: AbortSignal): Promise<FetchedSource> {
    const lookUp = { registryUrl: source.registryUrl, verifySsl: order.verifySsl, signal };
    const entry = choose(source, await this.catalog.require(source.ref, lookUp));
    const [place] = entry.sources;
    if (place === undefined) throw notInRegistry(source, [entry]);
    // Where a pack comes from is for the registry to say, also to those who may only ask registries.
    const { mayLeadTo: _, ...unguarded } = order;
    const fetched = await this.fetchPlace(place, { ...unguarded, ref: source.ref }, signal);
    return { ...fetched, sourceType: 'registry' };
  }
}

const VERSIONS_SHOWN = 20;

function choose(source: RegistrySource, entries: readonly RegistryEntry[]): RegistryEntry {
  const range = source.pinnedVersion === undefined ? source.range : `=${source.pinnedVersion}`;
  const [highest] = fittingVersions(entries, range).sort((a, b) => compareVersions(b.version, a.version));
  if (highest === undefined) throw notInRegistry(source, entries);
  return highest;
}

function notInRegistry(source: RegistrySource, entries: readonly RegistryEntry[]): RejectedError {
  const versions = entries.map((entry) => entry.version).sort(compareVersions);
  const wanted = source.pinnedVersion ?? source.range;
  return new RejectedError(
    'VERSION_NOT_IN_REGISTRY',
    `The registry has no version of ${source.ref} that satisfies ${wanted}.`,
    {
      hint: `It has ${versions.slice(-VERSIONS_SHOWN).join(', ')}${versions.length > VERSIONS_SHOWN ? ' and more' : ''}.`,
    },
  );
}
