import { type DynamicModule, Module } from '@nestjs/common';
import { HttpClient, LocalPolicy, NetworkPolicy } from '@packyard/fetch';
import { RegistryCatalog } from '@packyard/registry';
import { SecretVault } from '@packyard/schema';
import { HomeLayout, readSecretKey } from '@packyard/store';
import { DownloadWorkspace } from './download-workspace';
import { DownloadProcessor } from './download.processor';
import { DownloadService } from './download.service';
import type { DownloaderConfig } from './downloader.config';
import { SourceCredentials } from './source-credentials';
import { ArchiveUrlSource } from './sources/archive.source';
import { GitRemoteSource } from './sources/git.source';
import { LocalPathSource } from './sources/local.source';
import { Sources } from './sources/sources';

@Module({})
export class DownloaderModule {
  static forRoot(config: DownloaderConfig): DynamicModule {
    return {
      module: DownloaderModule,
      providers: [
        { provide: Sources, useFactory: () => makeSources(config) },
        { provide: SecretVault, inject: [HomeLayout], useFactory: (layout: HomeLayout) => makeVault(layout, config) },
        DownloadWorkspace,
        SourceCredentials,
        DownloadService,
        DownloadProcessor,
      ],
    };
  }
}

function makeSources(config: DownloaderConfig): Sources {
  const policy = new NetworkPolicy(config);
  const localPolicy = new LocalPolicy(config);
  const http = new HttpClient(policy);
  const places = {
    git: new GitRemoteSource(policy, http, config),
    archive: new ArchiveUrlSource(http, config),
    local: new LocalPathSource(config, localPolicy),
  };
  return new Sources(places, new RegistryCatalog(config, http, localPolicy), config);
}

function makeVault(layout: HomeLayout, config: DownloaderConfig): SecretVault {
  return new SecretVault(readSecretKey(layout.secretKeyFile, config.PACKYARD_SECRET_KEY));
}
