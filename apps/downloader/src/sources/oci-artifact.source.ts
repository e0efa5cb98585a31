import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { describeSource, isArchiveName, MaskedUrl, type OciSource, RejectedError } from '@packyard/contracts';
import { type DownloadCache, type HttpClient, OciRepository } from '@packyard/network';
import { verifyFileChecksum } from '@packyard/pack';
import type { ContentReader } from '../reading/content-reader';
import { type FetchedSource, type FetchRequest, type PackSource, SCRATCH_ARCHIVE } from './pack-source';

type Manifest = Awaited<ReturnType<OciRepository['manifest']>>;
type Layer = NonNullable<Manifest['layers']>[number];

// Of images, Helm charts and what ORAS packs.
const ARCHIVE_TYPE = /(?:^|[.+])tar(?:[.+](?:gzip|gz|zstd))?$/;
const TITLE = 'org.opencontainers.image.title';

/** Artifacts in registries of containers, whose one layer is the archive of a pack. */
export class OciArtifactSource implements PackSource<OciSource> {
  readonly kind = 'oci';

  constructor(
    private readonly http: HttpClient,
    private readonly reader: ContentReader,
    private readonly limits: LimitsConfig,
    private readonly cache: DownloadCache,
  ) {}

  async fetch(source: OciSource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    const subject = describeSource(source);
    const { verifySsl, onProgress, destination, mayLeadTo } = request;
    const guard = mayLeadTo === undefined ? {} : { mayLeadTo };
    const url = request.secretUrl ?? new MaskedUrl(source.url);
    const repository = new OciRepository(this.http, { url, verifySsl, signal, ...guard, shownAs: subject });
    const layer = await this.layerOf(repository, source);
    const file = join(request.scratchFolder, SCRATCH_ARCHIVE);
    const download = {
      ...repository.blobOrder(layer),
      verifySsl,
      signal,
      maxBytes: Math.min(layer.size, this.limits.PACKYARD_MAX_DOWNLOAD_BYTES),
      limitName: 'PACKYARD_MAX_DOWNLOAD_BYTES',
      cache: this.cache,
      check: ({ path }: { path: string }) => verifyFileChecksum(path, layer.digest, subject),
      ...(onProgress === undefined ? {} : { onProgress }),
    };
    const { checksum, bytes, transferredBytes } = await this.http.download(download, file);
    if (source.checksum !== undefined) await verifyFileChecksum(file, source.checksum, subject);
    await this.reader.unpack({ file, destination, subject }, signal);
    return { sourceType: 'oci', checksum, transfer: { transferredBytes, archiveBytes: bytes }, warnings: [] };
  }

  private async layerOf(repository: OciRepository, source: OciSource): Promise<Layer> {
    const subject = describeSource(source);
    const named = await repository.manifest(source.digest ?? source.tag ?? 'latest');
    const manifest = named.manifests === undefined ? named : await repository.manifest(onlyManifest(named, subject));
    const layers = manifest.layers ?? [];
    const [layer, ...others] = layers.filter(isArchive);
    if (layer === undefined || others.length > 0) throw noPack(subject, layers);
    const { PACKYARD_MAX_DOWNLOAD_BYTES: most } = this.limits;
    if (layer.size <= most) return layer;
    throw new RejectedError('LIMIT_EXCEEDED', `${subject} has more than ${most} bytes.`, {
      hint: 'If the source is trusted and really that large, raise PACKYARD_MAX_DOWNLOAD_BYTES.',
    });
  }
}

function isArchive({ mediaType, annotations }: Layer): boolean {
  return ARCHIVE_TYPE.test(mediaType) || isArchiveName(annotations[TITLE] ?? '');
}

/** An index of one. */
function onlyManifest({ manifests = [] }: Manifest, subject: string): string {
  const [only, ...others] = manifests;
  if (only !== undefined && others.length === 0) return only.digest;
  throw new RejectedError('ARCHIVE_INVALID', `${subject} names ${manifests.length} manifests, and a pack is one.`, {
    hint: 'Name the one that you mean by its digest: oci://host/repository@sha256:<digest>.',
  });
}

function noPack(subject: string, layers: readonly Layer[]): RejectedError {
  const found = layers.map(({ mediaType, annotations }) => annotations[TITLE] ?? mediaType).slice(0, 10);
  const shown = found.map((text) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100)).join(', ') || 'nothing';
  return new RejectedError('ARCHIVE_INVALID', `${subject} is no pack: it has to have one archive, and has ${shown}.`, {
    hint: 'Push the folder or archive of the pack alone, for example with oras push host/repository:tag slack.tar.gz.',
  });
}
