import { type DynamicModule, Module } from '@nestjs/common';
import { DownloadCache, HttpClient, NetworkModule, NetworkPolicy } from '@packyard/network';
import { stageProcessor } from '@packyard/pipeline';
import { RegistryCatalog, RegistryHttpClient, RegistryModule, TrustReader } from '@packyard/registry';
import { HomeLayout, LocalPolicy, LocalPolicyModule, VaultModule } from '@packyard/store';
import { DeltaFetcher } from './delta/delta-fetcher';
import { DestinationCopy } from './destination-copy';
import { DownloadWorkspace } from './download-workspace';
import { DownloadHandler } from './download.handler';
import type { DownloaderConfig } from './downloader.config';
import { PackFetcher } from './pack-fetcher';
import { GitAccess } from './git/git-access';
import { GitCache } from './git/git-cache';
import { LfsFiles } from './git/lfs/lfs-files';
import { ContentReader } from './reading/content-reader';
import { SourceCredentials } from './source-credentials';
import { ArchiveUrlSource } from './sources/archive-url.source';
import { BundleConfigSource } from './sources/bundle-config.source';
import { GitRemoteSource } from './sources/git-remote.source';
import { LocalPathSource } from './sources/local-path.source';
import { OciArtifactSource } from './sources/oci-artifact.source';
import { S3ObjectSource } from './sources/s3-object.source';
import { Sources } from './sources/sources';
import { SourceTrust } from './trust/source-trust';

@Module({})
export class DownloaderModule {
  static forRoot(config: DownloaderConfig): DynamicModule {
    return {
      module: DownloaderModule,
      imports: [
        VaultModule.forRoot(config),
        LocalPolicyModule.forRoot(config),
        NetworkModule.forRoot(config),
        RegistryModule.forRoot(config),
      ],
      providers: [
        {
          provide: Sources,
          inject: [
            NetworkPolicy,
            HttpClient,
            LocalPolicy,
            RegistryHttpClient,
            RegistryCatalog,
            ContentReader,
            DownloadCache,
            GitCache,
            HomeLayout,
            TrustReader,
          ],
          useFactory: (...collaborators: SourceCollaborators) => makeSources(config, ...collaborators),
        },
        {
          provide: ContentReader,
          useValue: new ContentReader(config),
        },
        {
          provide: DownloadCache,
          inject: [HomeLayout],
          useFactory: ({ downloadCache: folder }: HomeLayout) =>
            new DownloadCache({ folder, maxBytes: config.PACKYARD_CACHE_BYTES }),
        },
        {
          provide: GitCache,
          inject: [HomeLayout],
          useFactory: ({ gitCache: folder }: HomeLayout) =>
            new GitCache({ folder, maxBytes: 2 * config.PACKYARD_MAX_DOWNLOAD_BYTES }),
        },
        DestinationCopy,
        DownloadWorkspace,
        SourceCredentials,
        SourceTrust,
        PackFetcher,
        DownloadHandler,
        stageProcessor('download', DownloadHandler),
      ],
    };
  }
}

type SourceCollaborators = [
  NetworkPolicy,
  HttpClient,
  LocalPolicy,
  RegistryHttpClient,
  RegistryCatalog,
  ContentReader,
  DownloadCache,
  GitCache,
  HomeLayout,
  TrustReader,
];

function makeSources(
  config: DownloaderConfig,
  ...[
    policy,
    http,
    localPolicy,
    registryHttp,
    catalog,
    reader,
    cache,
    gitCache,
    layout,
    trustReader,
  ]: SourceCollaborators
): Sources {
  const deltas = new DeltaFetcher(registryHttp, reader, config, cache, layout.packStore);
  const access = new GitAccess(policy, http, config);
  const fetchers = {
    git: new GitRemoteSource(access, new LfsFiles(http, config), config, gitCache),
    archive: new ArchiveUrlSource(registryHttp, reader, config, { cache, deltas }),
    oci: new OciArtifactSource(http, reader, config, cache),
    s3: new S3ObjectSource(http, reader, config, cache),
    local: new LocalPathSource(config, localPolicy, reader),
    bundle: new BundleConfigSource(http),
  };
  return new Sources(fetchers, catalog, trustReader);
}
