import { type ArchiveSource, isArchiveName, RejectedError, type Source } from '@packyard/contracts';
import type { ArchiveUrlSource } from './archive-url.source';
import type { BundleConfigSource } from './bundle-config.source';
import type { GitRemoteSource } from './git-remote.source';
import type { LocalPathSource } from './local-path.source';
import type { OciArtifactSource } from './oci-artifact.source';
import type { FetchedSource, FetchRequest } from './pack-source';
import { type FetchSource, RegistryReferenceSource } from './registry-reference.source';
import type { S3ObjectSource } from './s3-object.source';
import type { RegistryCatalog, TrustReader } from '@packyard/registry';

interface Fetchers {
  git: GitRemoteSource;
  archive: ArchiveUrlSource;
  oci: OciArtifactSource;
  s3: S3ObjectSource;
  local: LocalPathSource;
  bundle: BundleConfigSource;
}

/** Every kind of source. */
export class Sources {
  private readonly registry: RegistryReferenceSource;

  constructor(
    private readonly fetchers: Fetchers,
    catalog: RegistryCatalog,
    trustReader: Pick<TrustReader, 'current'>,
  ) {
    const fetchSource: FetchSource = (source, request, signal) => this.fetch(source, request, signal);
    this.registry = new RegistryReferenceSource(catalog, fetchSource, trustReader);
  }

  async fetch(source: Source, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    const fetched = await this.fetchByKind(source, request, signal);
    return 'subPath' in source ? { ...fetched, subPath: source.subPath } : fetched;
  }

  /** `https://github.com/org/repository` is what people copy: the server knows whether that is a repository. */
  private async fetchArchiveOrRepository(
    source: ArchiveSource,
    request: FetchRequest,
    signal: AbortSignal,
  ): Promise<FetchedSource> {
    const { git, archive } = this.fetchers;
    const isSurelyArchive = source.checksum !== undefined || isArchiveName(new URL(source.url).pathname);
    const repository = { kind: 'git' as const, url: source.url };
    const fetched = isSurelyArchive ? undefined : await git.fetchIfAny(repository, request, signal);
    return fetched ?? archive.fetch(source, request, signal);
  }

  private fetchByKind(source: Source, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    switch (source.kind) {
      case 'git':
        return this.fetchers.git.fetch(source, request, signal);
      case 'archive':
        return this.fetchArchiveOrRepository(source, request, signal);
      case 'oci':
        return this.fetchers.oci.fetch(source, request, signal);
      case 's3':
        return this.fetchers.s3.fetch(source, request, signal);
      case 'local':
        return this.fetchers.local.fetch(source, request, signal);
      case 'bundle':
        return this.fetchers.bundle.fetch(source, request, signal);
      case 'registry':
        return this.registry.fetch(source, request, signal);
      case 'request':
        return Promise.reject(new Error('What came with a request is never downloaded'));
      case 'unreadable':
        return Promise.reject(new RejectedError('SOURCE_INVALID', source.problem, { hint: source.hint }));
    }
  }
}
