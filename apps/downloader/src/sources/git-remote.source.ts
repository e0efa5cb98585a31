import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LimitsConfig, TrustConfig } from '@packyard/config';
import { type GitSource, MaskedUrl, RejectedError } from '@packyard/contracts';
import { assertSameChecksum, attuneFolderChecksum } from '@packyard/pack';
import { removeTree } from '@packyard/store';
import type { FetchedSource, FetchRequest, PackSource } from './pack-source';
import type { CommitSignature } from '../trust/signature-check';
import { commitSignature, signersConfiguration } from '../git/commit-signature';
import type { GitAccess, GitRoute } from '../git/git-access';
import type { GitCache } from '../git/git-cache';
import { GitCommand, type GitRun } from '../git/git-command';
import { gitEnvironment } from '../git/git-environment';
import type { GitObjects } from '../git/git-objects';
import { type CheckedOut, type CheckOutOptions, RemoteRepository } from '../git/remote-repository';
import type { LfsFiles } from '../git/lfs/lfs-files';
import { emptyFolderInTree } from '../git/path-in-tree';
import { readSubmodules, type Submodule } from '../git/read-submodules';
import { TreeSizeTotal } from '../git/tree-size-total';
import { treeWarnings } from '../git/tree-warnings';

type Wanted = Pick<GitSource, 'url' | 'refSpec' | 'submodules' | 'lfs'>;

/** What is known of all repositories that one source brings. */
interface FetchState {
  signal: AbortSignal;
  total: TreeSizeTotal;
  /** Where all of them are fetched to. */
  watchedFolder: string;
  /** How many repositories this one lies in. */
  depth: number;
}

const MAX_REPOSITORIES = 100;
const MAX_REPOSITORY_DEPTH = 8;
const DAMAGED = /corrupt|bad object|unable to read|packfile|inflate|missing|did not receive expected/i;

interface FetchedTree {
  commit: string;
  /** Where one is asked for, and somebody said who may sign. */
  signature?: CommitSignature;
}

/** Repositories reached over https, http, ssh or git, with their submodules and what Git LFS keeps for them where that is wanted. */
export class GitRemoteSource implements PackSource<GitSource> {
  readonly kind = 'git';

  constructor(
    private readonly access: GitAccess,
    private readonly lfs: LfsFiles,
    private readonly config: LimitsConfig & TrustConfig,
    private readonly cache: GitCache,
  ) {}

  async fetch(source: GitSource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    return this.fetchBy(await this.access.routeTo(source, request, signal), { source, request, signal });
  }

  /** From a URL that does not look like a repository; nothing when none answers there. */
  async fetchIfAny(source: GitSource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource | undefined> {
    const route = await this.access.routeIfAny(source, request, signal);
    return route === undefined ? undefined : this.fetchBy(route, { source, request, signal });
  }

  private async fetchBy(
    route: GitRoute,
    { source, request, signal }: { source: GitSource; request: FetchRequest; signal: AbortSignal },
  ): Promise<FetchedSource> {
    const total = new TreeSizeTotal(this.config);
    const state = { signal, total, watchedFolder: request.scratchFolder, depth: 0 };
    const { commit: gitCommit, signature: found } = await this.fetchRepository(
      route,
      { wanted: source, request },
      state,
    );
    const signature = found === undefined ? undefined : request.signatureCheck?.verifyCommit(found);
    if (source.checksum !== undefined) {
      assertSameChecksum(await attuneFolderChecksum(request.destination, signal), source.checksum, source.url);
    }
    return { sourceType: 'git', gitCommit, signature, warnings: await treeWarnings(request.destination, source) };
  }

  private async fetchRepository(
    route: GitRoute,
    { wanted, request }: { wanted: Wanted; request: FetchRequest },
    state: FetchState,
  ): Promise<FetchedTree> {
    const { total, depth } = state;
    // Who signs a commit answers for the submodules that it names.
    const signers =
      depth === 0 && request.signatureCheck !== undefined ? this.config.PACKYARD_ALLOWED_SIGNERS_FILE : undefined;
    const run = this.runOf(route, request, { ...state, signers });
    const cachedObjects = await this.cache.objectsOf([route.url, request.secretUrl?.reveal().href, request.verifySsl]);
    const found = await checkOut(run, cachedObjects, {
      refSpec: wanted.refSpec,
      withTag: signers !== undefined,
      isPart: wanted.submodules === true || wanted.lfs === true,
      beforeWriting: (listing) => total.assertRoomFor(listing),
    });
    total.addRepository(found.listing);
    const { commit } = found;
    const signature = signers === undefined ? undefined : await commitSignature(run, found, signers);
    if (wanted.lfs === true) await this.lfs.fetch({ commit, run, route, cachedObjects, request, total });
    const modules = wanted.submodules === true ? await readSubmodules(new GitCommand(run), found, wanted.url) : [];
    for (const module of modules) await this.fetchSubmodule(wanted, { module, request, state });
    return { commit, ...(signature === undefined ? {} : { signature }) };
  }

  private async fetchSubmodule(
    parent: Wanted,
    { module, request, state }: { module: Submodule; request: FetchRequest; state: FetchState },
  ): Promise<void> {
    const depth = state.depth + 1;
    if (state.total.repositories > MAX_REPOSITORIES || depth > MAX_REPOSITORY_DEPTH) throw tooMany(parent.url);
    const { secretUrl: ofParent, ...rest } = request;
    const secretUrl = secretUrlOf(module, ofParent);
    const url = secretUrl?.bare ?? module.url;
    request.mayLeadTo?.(url);
    const destination = await emptyFolderInTree(request.destination, module.path);
    const scratchFolder = join(state.watchedFolder, `module-${state.total.repositories}`);
    await mkdir(scratchFolder);
    const ownRequest = { ...rest, destination, scratchFolder, ...(secretUrl === undefined ? {} : { secretUrl }) };
    const wanted = { ...parent, url, refSpec: module.commit };
    const route = await this.access.routeTo(wanted, ownRequest, state.signal);
    await this.fetchRepository(route, { wanted, request: ownRequest }, { ...state, depth });
  }

  private runOf(
    route: GitRoute,
    request: FetchRequest,
    { signal, watchedFolder, signers }: FetchState & { signers: string | undefined },
  ): GitRun {
    const { destination: worktree, scratchFolder, verifySsl } = request;
    const environment = gitEnvironment({
      scratchFolder,
      worktree,
      protocols: ['https', 'http', 'ssh', 'git'],
      verifySsl,
      stallSeconds: this.config.PACKYARD_STALL_SECONDS,
      configuration: { ...route.configuration, ...(signers === undefined ? {} : signersConfiguration(signers)) },
      environment: route.environment,
    });
    return {
      url: route.url,
      ...(route.refs === undefined ? {} : { refs: route.refs }),
      worktree,
      scratchFolder,
      watchedFolder,
      environment,
      limits: this.config,
      signal,
      ...(request.onProgress === undefined ? {} : { onProgress: request.onProgress }),
    };
  }
}

/** What was spoiled on our own disk is no reason to fail: then all of it is fetched again. */
async function checkOut(
  run: GitRun,
  cachedObjects: GitObjects,
  { refSpec, ...options }: CheckOutOptions & { refSpec: string | undefined },
): Promise<CheckedOut> {
  try {
    return await new RemoteRepository(run, cachedObjects).checkOut(refSpec, options);
  } catch (error) {
    run.signal.throwIfAborted();
    if (!cachedObjects.isLent || !DAMAGED.test((error as Error).message)) throw error;
  }
  await cachedObjects.forget();
  for (const folder of [run.worktree, join(run.scratchFolder, 'git')]) {
    await removeTree(folder);
    await mkdir(folder);
  }
  return new RemoteRepository(run, cachedObjects).checkOut(refSpec, options);
}

/** Its own credentials, or those of its parent where it lies at the same server. */
function secretUrlOf({ url }: Submodule, ofParent: MaskedUrl | undefined): MaskedUrl | undefined {
  if (!/^https?:/i.test(url)) return undefined;
  const own = new URL(url);
  const parent = ofParent?.reveal();
  if (parent?.origin === own.origin && own.username === '' && own.password === '') {
    own.username = parent.username;
    own.password = parent.password;
  }
  const masked = new MaskedUrl(own.href);
  return masked.hasSecret ? masked : undefined;
}

function tooMany(url: string): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `${url} has too many submodules, or they lie too deep in each other.`, {
    hint: `Fetch it without submodules: ${MAX_REPOSITORIES} are followed, ${MAX_REPOSITORY_DEPTH} deep.`,
  });
}
