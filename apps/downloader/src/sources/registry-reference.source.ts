import { type RegistrySource, RejectedError, type Source } from '@packyard/contracts';
import { compareVersions, fittingVersions } from '@packyard/pack';
import type { Offers, RegistryCatalog, RegistryEntry, TrustReader } from '@packyard/registry';
import { isFullName } from '../git/ref-choice';
import { SignatureCheck } from '../trust/signature-check';
import type { FetchedSource, FetchRequest, PackSource } from './pack-source';

/** How a place that a registry names is fetched. */
export type FetchSource = (source: Source, request: FetchRequest, signal: AbortSignal) => Promise<FetchedSource>;

/** References such as `slack@^1`, looked up in the registries. */
export class RegistryReferenceSource implements PackSource<RegistrySource> {
  readonly kind = 'registry';

  constructor(
    private readonly catalog: RegistryCatalog,
    private readonly fetchSource: FetchSource,
    private readonly trustReader: Pick<TrustReader, 'current'>,
  ) {}

  async fetch(source: RegistrySource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    const lookUp = { registryUrl: source.registryUrl, verifySsl: request.verifySsl, signal };
    const willDo = (entries: readonly RegistryEntry[]) => highestOf(source, entries) !== undefined;
    const offers = await this.catalog.require(source.ref, lookUp, willDo);
    const entry = highestOf(source, offers.entries);
    if (entry === undefined) throw notInRegistry(source, offers);
    const [place] = entry.sources;
    if (place === undefined) throw notInRegistry(source, { entries: [entry], leftOut: [] });
    // Where a pack comes from is for the registry to say, also to those who may only ask registries.
    const { mayLeadTo: _, ...unguarded } = request;
    const signatureCheck = await this.signatureCheckFor(source, place, offers);
    const covered = isPinned(place) ? signatureCheck?.coveredByIndex() : undefined;
    const asks = signatureCheck === undefined || covered !== undefined ? {} : { signatureCheck };
    const fetched = await this.fetchSource(place, { ...unguarded, ...asks, ref: source.ref }, signal);
    const signature = (isWhatWasNamed(place, fetched) ? covered : undefined) ?? fetched.signature;
    const warnings = [...offers.warnings, ...fetched.warnings];
    return { ...fetched, sourceType: 'registry', indexedVersion: entry.version, signature, signatureCheck, warnings };
  }

  private async signatureCheckFor(source: Source, place: Source, offers: Offers): Promise<SignatureCheck | undefined> {
    const trust = await this.trustReader.current();
    const policy = trust.policyFor({ registry: offers.registry, sources: [source, place] });
    return policy === undefined ? undefined : new SignatureCheck(trust, policy, offers.signature);
  }
}

/** Whether whoever names the place so says what is there, to the byte. */
function isPinned(place: Source): boolean {
  if (place.kind === 'git') return isFullName(place.refSpec ?? '');
  if (place.kind === 'oci' && place.digest !== undefined) return true;
  if (place.kind !== 'archive' && place.kind !== 'oci' && place.kind !== 's3') return false;
  const promises = [place.checksum ?? '', ...('chunkList' in place ? [place.chunkList ?? ''] : [])];
  return promises.every((promise) => /^sha(256|512):/i.test(promise));
}

/** What a signature of the index is to count for is not only looked for by its name, but is that in the end. */
function isWhatWasNamed(place: Source, { sourceType, gitCommit }: FetchedSource): boolean {
  return place.kind === 'git' ? gitCommit === place.refSpec?.toLowerCase() : place.kind === sourceType;
}

const VERSIONS_SHOWN = 20;
const LEFT_OUT_SHOWN = 3;

function highestOf(source: RegistrySource, entries: readonly RegistryEntry[]): RegistryEntry | undefined {
  const range = source.pinnedVersion === undefined ? source.range : `=${source.pinnedVersion}`;
  return fittingVersions(entries, range).sort((a, b) => compareVersions(b.version, a.version))[0];
}

function notInRegistry(
  source: RegistrySource,
  { entries, leftOut }: Pick<Offers, 'entries' | 'leftOut'>,
): RejectedError {
  const versions = entries.map((entry) => entry.version).sort(compareVersions);
  const wanted = source.pinnedVersion ?? source.range;
  return new RejectedError(
    'VERSION_NOT_IN_REGISTRY',
    `The registry has no version of ${source.ref} that satisfies ${wanted}.`,
    {
      hint: [
        `It has ${versions.slice(-VERSIONS_SHOWN).join(', ')}${versions.length > VERSIONS_SHOWN ? ' and more' : ''}.`,
        ...leftOut.slice(0, LEFT_OUT_SHOWN),
      ].join(' '),
    },
  );
}
