import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitSource } from '@packyard/contracts';
import { assertSameChecksum, attuneFolderChecksum } from '@packyard/pack';
import type { GitAccess } from '../git/git-access';
import type { FetchedTree, GitFetcher } from '../git/git-fetcher';
import type { FetchedSource, FetchOrder, PackSource } from './pack-source';

const MOST_ATTRIBUTES_BYTES = 1024 * 1024;

/** Repositories reached over https, http, ssh or git. */
export class GitRemoteSource implements PackSource<GitSource> {
  readonly kind = 'git';

  constructor(
    private readonly access: GitAccess,
    private readonly fetcher: GitFetcher,
  ) {}

  async fetch(source: GitSource, order: FetchOrder, signal: AbortSignal): Promise<FetchedSource> {
    return this.taken(source, order, await this.fetcher.fetch(source, order, signal));
  }

  /** From a URL that does not look like a repository; nothing when none answers there. */
  async fetchIfAny(source: GitSource, order: FetchOrder, signal: AbortSignal): Promise<FetchedSource | undefined> {
    const way = await this.access.wayIfAny(source, order, signal);
    if (way === undefined) return undefined;
    return this.taken(source, order, await this.fetcher.fetchBy(way, { wanted: source, order }, signal));
  }

  private async taken(
    source: GitSource,
    order: FetchOrder,
    { commit: gitCommit, signature: found }: FetchedTree,
  ): Promise<FetchedSource> {
    const signature = found === undefined ? undefined : order.trust?.judgeCommit(found);
    if (source.checksum !== undefined) {
      assertSameChecksum(await attuneFolderChecksum(order.destination), source.checksum, source.url);
    }
    return { sourceType: 'git', gitCommit, signature, warnings: await treeWarnings(order.destination, source) };
  }
}

/** What a user should know about a tree that git checked out. */
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
  const file = join(folder, '.gitattributes');
  const { size } = await lstat(file);
  const attributes = size > MOST_ATTRIBUTES_BYTES ? '' : await readFile(file, 'utf8').catch(() => '');
  return attributes.includes('filter=lfs')
    ? [...warnings, 'The repository uses Git LFS, whose files are not fetched: ask for them with lfs: true, or ?lfs=1.']
    : warnings;
}
