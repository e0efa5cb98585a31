import { Digest, type DownloadResult, RejectedError } from '@packyard/contracts';
import {
  type EnvironmentStore,
  type HomeLayout,
  isFolder,
  type PackStore,
  type StagingArea,
  machinePlatform,
  touch,
} from '@packyard/store';
import type { ContentStore } from './content-store';

/** Where an environment can be fetched from, and where it runs. */
export interface EnvironmentArtifact {
  content: Digest;
  platform: string;
}

export interface StoredEnvironment {
  /** Relative to the environment store. */
  path: string | null;
  content: string | null;
  platform: string | null;
}

interface Stores {
  staging: StagingArea;
  environments: EnvironmentStore;
  packs: PackStore;
}

/**
 * What lies in the home of this process: it is filled from the content store on need, and what is made in it is put there.
 * Where all share one home there is no store: nothing is fetched or put there, and only whether something is in the home is looked up.
 */
export class HomeContent {
  constructor(
    private readonly store: ContentStore,
    private readonly layout: HomeLayout,
    private readonly stores: Stores,
  ) {}

  /** Whether other processes have homes of their own. */
  get homesAreSeparate(): boolean {
    return this.store.homesAreSeparate;
  }

  /** The root of a pack, wherever it lies. */
  async putPack(folder: string, signal?: AbortSignal): Promise<Digest | undefined> {
    return (await this.store.put('pack', folder, optional(signal))) ?? undefined;
  }

  /** What another process has downloaded. */
  async ensureStaged(downloaded: DownloadResult | null, signal?: AbortSignal): Promise<void> {
    if (!this.homesAreSeparate || downloaded?.content === undefined) return;
    await this.fetch(downloaded.content, this.stores.staging.absolutePath(downloaded.stagedPath), signal);
  }

  /** An installed version. Answers where it is. */
  async ensurePack({ storagePath, content }: { storagePath: string; content: string | null }): Promise<string> {
    const folder = this.stores.packs.absolutePath(storagePath);
    if (!this.homesAreSeparate || content === null) return folder;
    if (!(await touch(folder))) await this.store.fetch(Digest.parse(content), folder);
    await this.stores.packs.moveIntoStore(folder, storagePath, []);
    return folder;
  }

  async putEnvironment(path: string, signal?: AbortSignal): Promise<EnvironmentArtifact | null> {
    const base = this.layout.environmentStore;
    const folder = this.stores.environments.absolutePath(path);
    const content = await this.store.put('environment', folder, { base, ...optional(signal) });
    return content === null ? null : { content, platform: machinePlatform() };
  }

  /** Whether it is here, or can be fetched and would run here. */
  async isAvailable({ path, content, platform }: StoredEnvironment): Promise<boolean> {
    if (path === null) return false;
    // What somebody took out of the store is built again.
    if (this.homesAreSeparate && content !== null && platform === machinePlatform())
      return this.store.has(Digest.parse(content));
    return this.stores.environments.isCurrentUsable(path);
  }

  /**
   * What another process has built.
   * @throws RejectedError ENVIRONMENT_UNUSABLE when it works only where it was built
   */
  async ensureEnvironment({ path, content, platform }: StoredEnvironment, signal?: AbortSignal): Promise<void> {
    if (!this.homesAreSeparate || path === null || content === null) return;
    if (platform !== machinePlatform()) throw otherPlatform(path, platform);
    const { environments } = this.stores;
    const base = this.layout.environmentStore;
    if (!(await touch(environments.absolutePath(path))))
      await this.store.fetch(Digest.parse(content), environments.absolutePath(path), { base, ...optional(signal) });
    if ((await environments.current(path)) !== path) await environments.makeCurrent(path);
  }

  /** The same for whoever can build it anew: false when it works only where it was built. */
  async tryBringEnvironment(known: StoredEnvironment, signal?: AbortSignal): Promise<boolean> {
    try {
      await this.ensureEnvironment(known, signal);
      return true;
    } catch (error) {
      if (error instanceof RejectedError && error.code === 'ENVIRONMENT_UNUSABLE') return false;
      throw error;
    }
  }

  private async fetch(digest: Digest, folder: string, signal?: AbortSignal): Promise<void> {
    if (!(await isFolder(folder))) await this.store.fetch(digest, folder, optional(signal));
  }
}

function optional(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function otherPlatform(path: string, platform: string | null): RejectedError {
  return new RejectedError(
    'ENVIRONMENT_UNUSABLE',
    `The environment ${path} was built for ${platform ?? 'another platform'}, and this node is ${machinePlatform()}.`,
    { hint: 'Run the workers of one service on machines of one platform.' },
  );
}
