import { type DynamicModule, Module } from '@nestjs/common';
import { HttpClient, LocalPolicy, NetworkPolicy } from '@packyard/network';
import { IndexReader, RegistryCatalog, RegistryHttpClient, StoredRegistries } from '@packyard/registry';
import { RegistryRepository, SecretVault } from '@packyard/schema';
import { HomeLayout, readSecretKey } from '@packyard/store';
import { Delivery } from './delivery';
import { DownloadWorkspace } from './download-workspace';
import { DownloadProcessor } from './download.processor';
import { DownloadService } from './download.service';
import type { DownloaderConfig } from './downloader.config';
import { PackFetcher } from './pack-fetcher';
import { ContentReader } from './reading/content-reader';
import { SourceCredentials } from './source-credentials';
import { ArchiveUrlSource } from './sources/archive.source';
import { BundleConfigSource } from './sources/bundle.source';
import { GitRemoteSource } from './sources/git.source';
import { LocalPathSource } from './sources/local.source';
import { Sources } from './sources/sources';

@Module({})
export class DownloaderModule {
  static forRoot(config: DownloaderConfig): DynamicModule {
    return {
      module: DownloaderModule,
      providers: [
        {
          provide: StoredRegistries,
          inject: [RegistryRepository, SecretVault],
          useFactory: (rows: RegistryRepository, vault: SecretVault) => new StoredRegistries(rows, vault),
        },
        {
          provide: Sources,
          inject: [LocalPolicy, StoredRegistries, ContentReader],
          useFactory: (policy: LocalPolicy, registries: StoredRegistries, reader: ContentReader) =>
            makeSources(config, { policy, registries, reader }),
        },
        { provide: ContentReader, useValue: new ContentReader(config) },
        { provide: SecretVault, inject: [HomeLayout], useFactory: (layout: HomeLayout) => makeVault(layout, config) },
        {
          provide: LocalPolicy,
          inject: [HomeLayout],
          useFactory: (layout: HomeLayout) => new LocalPolicy(config, layout.ownFolders),
        },
        Delivery,
        DownloadWorkspace,
        SourceCredentials,
        PackFetcher,
        DownloadService,
        DownloadProcessor,
      ],
    };
  }
}

interface Helpers {
  policy: LocalPolicy;
  registries: StoredRegistries;
  reader: ContentReader;
}

function makeSources(config: DownloaderConfig, { policy: localPolicy, registries, reader }: Helpers): Sources {
  const policy = new NetworkPolicy(config);
  const http = new HttpClient(policy, config);
  const places = {
    git: new GitRemoteSource(policy, http, config),
    archive: new ArchiveUrlSource(new RegistryHttpClient(policy, registries, config), reader, config),
    local: new LocalPathSource(config, localPolicy, reader),
    bundle: new BundleConfigSource(http),
  };
  const catalog = new RegistryCatalog(config, registries, new IndexReader(config, http, localPolicy));
  return new Sources(places, catalog);
}

function makeVault(layout: HomeLayout, config: DownloaderConfig): SecretVault {
  return new SecretVault(readSecretKey(layout.secretKeyFile, config.PACKYARD_SECRET_KEY));
}
