import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitSource } from '@packyard/contracts';
import { assertSameChecksum, attuneFolderChecksum, readPlainFile } from '@packyard/pack';
import type { GitAccess } from '../git/git-access';
import type { FetchedTree, GitFetcher } from '../git/git-fetcher';
import type { FetchedSource, FetchRequest, PackSource } from './pack-source';

const MOST_ATTRIBUTES_BYTES = 1024 * 1024;

/** Repositories reached over https, http, ssh or git. */
export class GitRemoteSource implements PackSource<GitSource> {
  readonly kind = 'git';

  constructor(
    private readonly access: GitAccess,
    private readonly fetcher: GitFetcher,
  ) {}

  async fetch(source: GitSource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    return this.taken(source, { request, signal }, await this.fetcher.fetch(source, request, signal));
  }

  /** From a URL that does not look like a repository; nothing when none answers there. */
  async fetchIfAny(source: GitSource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource | undefined> {
    const way = await this.access.wayIfAny(source, request, signal);
    if (way === undefined) return undefined;
    const fetched = await this.fetcher.fetchBy(way, { wanted: source, request }, signal);
    return this.taken(source, { request, signal }, fetched);
  }

  private async taken(
    source: GitSource,
    { request, signal }: { request: FetchRequest; signal: AbortSignal },
    { commit: gitCommit, signature: found }: FetchedTree,
  ): Promise<FetchedSource> {
    const signature = found === undefined ? undefined : request.trust?.judgeCommit(found);
    if (source.checksum !== undefined) {
      assertSameChecksum(await attuneFolderChecksum(request.destination, signal), source.checksum, source.url);
    }
    return { sourceType: 'git', gitCommit, signature, warnings: await treeWarnings(request.destination, source) };
  }
}

/** What a user should know about a tree that git checked out, and that nobody has looked through yet. */
export async function treeWarnings(
  folder: string,
  { submodules, lfs }: Pick<GitSource, 'submodules' | 'lfs'> = {},
): Promise<string[]> {
  const names = await readdir(folder);
  const hasSubmodules = submodules !== true && names.includes('.gitmodules');
  const warnings = hasSubmodules
    ? ['The repository has submodules, which are not fetched: ask for them with submodules: true, or ?submodules=1.']
    : [];
  if (lfs === true || !names.includes('.gitattributes')) return warnings;
  const attributes = await readPlainFile(join(folder, '.gitattributes'), MOST_ATTRIBUTES_BYTES);
  return attributes.is === 'file' && attributes.content.includes('filter=lfs')
    ? [...warnings, 'The repository uses Git LFS, whose files are not fetched: ask for them with lfs: true, or ?lfs=1.']
    : warnings;
}
