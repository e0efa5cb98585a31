import { dirname, join, relative } from 'node:path';
import type { Digest, ExecutionId, ExecutionPackId, RuntimeName } from '@packyard/contracts';

/** The link to the build in use, among the builds of an environment. */
export const CURRENT_LINK = 'current';

/** Where everything lies below `$PACKYARD_HOME`. The whole of it has to be on one file system: publishing renames. */
export class HomeLayout {
  constructor(readonly home: string) {}

  /** Downloads, package caches and partial files; may be deleted at any time. */
  get cache(): string {
    return join(this.home, 'cache');
  }

  /** Programs that were fetched to build environments with; may be deleted at any time at which nothing is built. */
  get tools(): string {
    return join(this.home, 'tools');
  }

  /** What was fetched from URLs, whole or in part. */
  get downloadCache(): string {
    return join(this.cache, 'downloads');
  }

  /** Objects of git repositories. */
  get gitCache(): string {
    return join(this.cache, 'git');
  }

  /** Indexes of registries, as they were downloaded. */
  get indexCache(): string {
    return join(this.cache, 'indexes');
  }

  /** What is on its way to or from a content store. */
  get incoming(): string {
    return join(this.home, 'incoming');
  }

  /** Archives that came with a request, while that is being served. */
  get uploads(): string {
    return join(this.home, 'uploads');
  }

  get staging(): string {
    return join(this.home, 'staging');
  }

  get packStore(): string {
    return join(this.home, 'store', 'packs');
  }

  /** What is being removed. */
  get trash(): string {
    return join(this.home, 'trash');
  }

  /** Links that are not at their place yet: what a process leaves of them when it dies goes with the trash. */
  get unfinishedLinks(): string {
    return this.trash;
  }

  get environmentStore(): string {
    return join(this.home, 'store', 'environments');
  }

  get environmentLockfiles(): string {
    return join(this.home, 'store', 'locks');
  }

  /** The exact packages that an environment was built from, kept when its folder goes. */
  environmentLockfile(runtime: RuntimeName, fingerprint: string): string {
    return join(this.environmentLockfiles, runtime, `${fingerprint}.lock`);
  }

  /** Of a lockfile that came with a request. */
  requestedLockfile(sha256: string): string {
    return join(this.environmentLockfiles, 'given', `${sha256}.lock`);
  }

  /** Of a lockfile that another process has written: a folder with the file, by its digest in the content store. */
  sharedLockfile(content: Digest): string {
    return join(this.environmentLockfiles, 'shared', content.slice('sha256:'.length));
  }

  /** Wheels and archives of the packages of environments that were exported or imported, by runtime and id. */
  get vendoredStore(): string {
    return join(this.home, 'store', 'vendored');
  }

  /** Attune's `packs_base_dir`: a link for each enabled pack, and nothing else. */
  get enabledPacksFolder(): string {
    return join(this.home, 'packs');
  }

  /** Those that a home is made with, outer ones first; the others are made when they are needed. */
  get folders(): string[] {
    const stores = [join(this.home, 'store'), this.packStore, this.environmentStore];
    return [this.cache, this.uploads, this.staging, ...stores, this.trash, this.enabledPacksFolder];
  }

  /** What requests may do with it: name what is installed, and write nowhere. */
  get ownFolders(): { readable: string[]; closed: string } {
    return { readable: [this.enabledPacksFolder, this.packStore, this.uploads], closed: this.home };
  }

  /** As it is shown to users. */
  relativePath(place: string): string {
    return relative(this.home, place);
  }

  get secretKeyFile(): string {
    return join(this.home, 'secret-key');
  }

  get adminTokenFile(): string {
    return join(this.home, 'admin-token');
  }

  /** Tells the CLI on the same machine where the gateway listens. */
  get addressFile(): string {
    return join(this.home, 'address');
  }

  /** Work in progress of one execution; relative to {@link staging}. */
  stagingOf(executionId: ExecutionId): string {
    return String(executionId);
  }

  /** Every job has a folder of its own, so that a slow worker that lost its lease can't disturb the next one. */
  stagingOfPack(executionId: ExecutionId, executionPackId: ExecutionPackId, jobNumber: number): string {
    return join(this.stagingOf(executionId), `${executionPackId}-${jobNumber}`);
  }

  /** Relative to {@link packStore}. */
  storagePath(ref: string, version: string, digest: string): string {
    return join(ref, `${version}-${digest.slice('sha256:'.length, 'sha256:'.length + 12)}`);
  }

  /** Relative to {@link environmentStore}. Virtualenvs don't move: each build is made in its final folder. */
  environmentPath(runtime: RuntimeName, fingerprint: string, build: string): string {
    return join(runtime, fingerprint, build);
  }

  /** Absolute path of the link to the build in use among those beside `path`: what pack versions point at. */
  currentLink(path: string): string {
    return join(this.environmentStore, dirname(path), CURRENT_LINK);
  }
}
