import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsConfig, NetworkConfig, RegistryConfig } from '@packyard/config';
import {
  type DownloadResult,
  type ExecutionPackId,
  MaskedUrl,
  type Source,
  type TrustPolicy,
} from '@packyard/contracts';
import type { UploadedFiles } from '@packyard/content';
import { DownloadCache, HttpClient, NetworkPolicy } from '@packyard/network';
import type { TaskProgress } from '@packyard/pipeline';
import { IndexReader, IndexTrust, RegistryCatalog, RegistryHttpClient, TrustReader } from '@packyard/registry';
import type { ClaimedPack, ClaimedTask, TrustRepository, UnitOfWork } from '@packyard/schema';
import { HomeLayout, LocalPolicy, StagingArea } from '@packyard/store';
import { DestinationCopy } from '../../apps/downloader/src/destination-copy';
import { DeltaFetcher } from '../../apps/downloader/src/delta/delta-fetcher';
import { DownloadHandler } from '../../apps/downloader/src/download.handler';
import { DownloadWorkspace } from '../../apps/downloader/src/download-workspace';
import { PackFetcher } from '../../apps/downloader/src/pack-fetcher';
import { GitAccess } from '../../apps/downloader/src/git/git-access';
import { GitCache } from '../../apps/downloader/src/git/git-cache';
import { LfsFiles } from '../../apps/downloader/src/git/lfs/lfs-files';
import { ContentReader } from '../../apps/downloader/src/reading/content-reader';
import type { SourceCredentials } from '../../apps/downloader/src/source-credentials';
import { ArchiveUrlSource } from '../../apps/downloader/src/sources/archive-url.source';
import { BundleConfigSource } from '../../apps/downloader/src/sources/bundle-config.source';
import { GitRemoteSource } from '../../apps/downloader/src/sources/git-remote.source';
import { LocalPathSource } from '../../apps/downloader/src/sources/local-path.source';
import { OciArtifactSource } from '../../apps/downloader/src/sources/oci-artifact.source';
import { S3ObjectSource } from '../../apps/downloader/src/sources/s3-object.source';
import { Sources } from '../../apps/downloader/src/sources/sources';
import { SourceTrust } from '../../apps/downloader/src/trust/source-trust';

interface BenchOptions {
  home: string;
  /** Folders that sources and destinations may lie in. */
  roots: string[];
  limits?: Partial<LimitsConfig>;
  /** Who may sign commits: a file. */
  allowedSigners?: string | undefined;
  policy?: NetworkPolicy;
  /** How the network is reached. */
  network?: Partial<NetworkConfig>;
  registries?: string[];
  /** Those that were added while the service runs. */
  added?: { url: string; headers: Record<string, string> }[];
  /** No signatures are asked for when absent. */
  trust?: Pick<TrustRepository, 'keys' | 'noteIndex'> & { policies: () => Promise<readonly TrustPolicy[]> };
}

const NO_TRUST: NonNullable<BenchOptions['trust']> = {
  keys: () => Promise.resolve([]),
  policies: () => Promise.resolve([]),
  noteIndex: (_url, seen) => Promise.resolve(seen),
};

const CI = { kind: 'token', id: 1, name: 'ci' } as const;

/** The download stage as the worker runs it, but for the rows, which are made up. */
export class DownloadHarness {
  private readonly limits: LimitsConfig;
  private readonly reader: ContentReader;
  private count = 0;
  /** What was said on the way. */
  readonly said: string[] = [];

  constructor(private readonly options: BenchOptions) {
    this.limits = { ...LimitsConfig.parse({}), ...options.limits };
    this.reader = new ContentReader(this.limits);
    mkdirSync(options.home, { recursive: true });
  }

  /** Resolves when the pack is staged, and delivered if there is a destination; throws what the task would fail with. */
  async download(...given: Parameters<DownloadHarness['tell']>): Promise<void> {
    await this.tell(...given);
  }

  /** The same, with what the stage stores. */
  async tell(
    source: Source,
    given: {
      signal?: AbortSignal;
      destination?: string;
      seconds?: number;
      secretUrl?: string | undefined;
      /** What the token is limited to that asked. */
      sources?: string[];
    } = {},
  ): Promise<DownloadResult> {
    this.count += 1;
    const parameters = {
      packs: ['made-up'],
      verify_ssl: false,
      ...(given.seconds === undefined ? {} : { timeout: given.seconds }),
      destination_dir: given.destination ?? join(this.options.home, '../delivered'),
    };
    const pack = { id: this.count as ExecutionPackId, source } as ClaimedPack;
    const tokenLimits = given.sources === undefined ? [] : [{ sources: given.sources }];
    const execution = {
      action: 'core.download_packs',
      parameters,
      createdAt: new Date().toISOString(),
      tokenLimits,
      requestedBy: CI,
    };
    let stored: DownloadResult | undefined;
    const packs = {
      storeDownload: (_transaction: unknown, _id: unknown, found: { downloadResult: DownloadResult }) => {
        stored = found.downloadResult;
        return Promise.resolve();
      },
    };
    const layout = new HomeLayout(this.options.home);
    const localPolicy = new LocalPolicy({ PACKYARD_LOCAL_ROOTS: this.options.roots }, layout.ownFolders);
    const service = new DownloadHandler(
      packs as never,
      new DownloadWorkspace(layout, new StagingArea(layout)),
      this.fetcher(localPolicy, given.secretUrl),
      new DestinationCopy(localPolicy),
      { archiveFetched: () => undefined } as never,
      { putPack: () => Promise.resolve(undefined) } as never,
      { bringHere: (same) => Promise.resolve({ source: same, remove: () => Promise.resolve() }) } satisfies Pick<
        UploadedFiles,
        'bringHere'
      > as unknown as UploadedFiles,
    );
    const task = {
      id: 1,
      executionId: 1,
      executionPackId: pack.id,
      jobNumber: 1,
      execution,
      pack,
    } as unknown as ClaimedTask;
    const progress = { say: (text: string) => this.said.push(text) } as unknown as TaskProgress;
    const outcome = await service.run(task, given.signal ?? AbortSignal.timeout(60_000), progress);
    await outcome.store({} as UnitOfWork);
    if (stored === undefined) throw new Error('Nothing was stored');
    return stored;
  }

  private fetcher(localPolicy: LocalPolicy, secretUrl: string | undefined): PackFetcher {
    const policy = this.options.policy ?? new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
    const settings = { ...this.limits, ...this.options.network };
    const http = new HttpClient(policy, settings);
    const added = { list: () => Promise.resolve(this.options.added ?? []) };
    const registryHttp = new RegistryHttpClient(policy, added, settings);
    const { reader } = this;
    const { downloadCache: folder, gitCache, indexCache, packStore } = new HomeLayout(this.options.home);
    const cache = new DownloadCache({ folder, maxBytes: this.limits.PACKYARD_CACHE_BYTES });
    const config = { ...this.limits, ...RegistryConfig.parse({}), PACKYARD_REGISTRIES: this.options.registries ?? [] };
    const deltas = new DeltaFetcher(registryHttp, reader, this.limits, cache, packStore);
    const access = new GitAccess(policy, http, settings);
    const kept = new GitCache({ folder: gitCache, maxBytes: 1e9 });
    const fetching = { ...this.limits, PACKYARD_ALLOWED_SIGNERS_FILE: this.options.allowedSigners };
    const places = {
      git: new GitRemoteSource(access, new LfsFiles(http, this.limits), fetching, kept),
      archive: new ArchiveUrlSource(registryHttp, reader, this.limits, { cache, deltas }),
      oci: new OciArtifactSource(http, reader, this.limits, cache),
      s3: new S3ObjectSource(http, reader, { ...NetworkConfig.parse({}), ...settings }, cache),
      local: new LocalPathSource(this.limits, localPolicy, reader),
      bundle: new BundleConfigSource(http),
    };
    const rows = this.options.trust ?? NO_TRUST;
    const trustReader = new TrustReader(rows);
    const catalog = new RegistryCatalog(
      config,
      added,
      new IndexTrust(
        new IndexReader(config, http, localPolicy, new DownloadCache({ folder: indexCache, maxBytes: 1e9 })),
        trustReader,
        rows,
      ),
    );
    const secret = secretUrl === undefined ? undefined : new MaskedUrl(secretUrl);
    const credentials = { urlOf: () => secret } as unknown as SourceCredentials;
    const trust = new SourceTrust(trustReader, new HomeLayout(this.options.home));
    return new PackFetcher(credentials, new Sources(places, catalog, trustReader), reader, trust);
  }
}
