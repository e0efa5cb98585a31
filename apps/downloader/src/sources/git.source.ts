import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import type { GitSource } from '@packyard/contracts';
import { assertSameChecksum, attuneFolderChecksum } from '@packyard/pack';
import { removeTree } from '@packyard/store';
import type { GitAccess } from '../git/git-access';
import type { GitCache } from '../git/git-cache';
import { gitEnvironment } from '../git/git-environment';
import type { GitPlace } from '../git/git-command';
import type { GitObjects } from '../git/git-objects';
import { GitRepository } from '../git/git-repository';
import type { FetchedSource, FetchOrder, PackSource } from './pack-source';

const MOST_ATTRIBUTES_BYTES = 1024 * 1024;

/** Repositories reached over https, http, ssh or git. */
export class GitRemoteSource implements PackSource<GitSource> {
  readonly kind = 'git';

  constructor(
    private readonly access: GitAccess,
    private readonly limits: LimitsConfig,
    private readonly cache: GitCache,
  ) {}

  async fetch(source: GitSource, order: FetchOrder, signal: AbortSignal): Promise<FetchedSource> {
    const { url, ...way } = await this.access.wayTo(source, order, signal);
    const environment = gitEnvironment({
      scratchFolder: order.scratchFolder,
      worktree: order.destination,
      protocols: ['https', 'http', 'ssh', 'git'],
      verifySsl: order.verifySsl,
      stallSeconds: this.limits.PACKYARD_STALL_SECONDS,
      ...way,
    });
    const { destination: worktree, scratchFolder } = order;
    const place = { url, worktree, scratchFolder, environment, limits: this.limits, signal };
    const kept = await this.cache.objectsOf([url, order.secretUrl?.reveal().href, order.verifySsl]);
    const gitCommit = await checkOut(place, kept, source.refSpec);
    if (source.checksum !== undefined) {
      assertSameChecksum(await attuneFolderChecksum(order.destination), source.checksum, source.url);
    }
    return { sourceType: 'git', gitCommit, warnings: await treeWarnings(order.destination) };
  }

  /** Whether a repository answers at a URL that does not look like one. */
  answersAt(source: Pick<GitSource, 'url'>, order: FetchOrder, signal: AbortSignal): Promise<boolean> {
    return this.access.answersAt(source, order, signal);
  }
}

const DAMAGED = /corrupt|bad object|unable to read|packfile|inflate|missing|did not receive expected/i;

/** What was spoiled on our own disk is no reason to fail: then all of it is fetched again. */
async function checkOut(place: GitPlace, kept: GitObjects, refSpec: string | undefined): Promise<string> {
  try {
    return await new GitRepository(place, kept).checkOut(refSpec);
  } catch (error) {
    place.signal.throwIfAborted();
    if (!kept.isLent || !DAMAGED.test((error as Error).message)) throw error;
  }
  await kept.forget();
  for (const folder of [place.worktree, join(place.scratchFolder, 'git')]) {
    await removeTree(folder);
    await mkdir(folder);
  }
  return new GitRepository(place, kept).checkOut(refSpec);
}

/** What a user should know about a tree that git checked out. */
export async function treeWarnings(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const warnings = names.includes('.gitmodules') ? ['The repository has submodules, which are not fetched.'] : [];
  if (!names.includes('.gitattributes')) return warnings;
  const file = join(folder, '.gitattributes');
  const { size } = await lstat(file);
  const attributes = size > MOST_ATTRIBUTES_BYTES ? '' : await readFile(file, 'utf8').catch(() => '');
  return attributes.includes('filter=lfs')
    ? [...warnings, 'The repository uses Git LFS, whose files are not fetched.']
    : warnings;
}
