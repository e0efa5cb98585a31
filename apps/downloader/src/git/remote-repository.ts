import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitCommand, type GitRun } from './git-command';
import type { GitObjects } from './git-objects';
import { GitProgress } from './git-progress';
import { listRefs, refNotFound } from './git-refs';
import { initRepository } from './init-repository';
import { addLineEndSizes } from './line-end-sizes';
import { LocalGit } from './local-git';
import { isFullName, type RefChoice } from './ref-choice';
import type { RemoteRef } from './remote-ref';
import { TreeListing } from './tree-listing';

const COMMIT = /^[0-9a-f]{7,64}$/i;
const NOT_BY_NUMBER = /not our ref|unadvertised object|remote ref|no such remote ref/i;

export interface CheckedOut {
  commit: string;
  /** What it consists of. */
  listing: TreeListing;
  /** The tag that was asked for, where it has a text of its own; only known when it was wanted. */
  tag?: Pick<RemoteRef, 'id' | 'name'>;
}

export interface CheckOutOptions {
  /** Whether a tag is wanted itself, which somebody may have signed. */
  withTag?: boolean;
  /** Whether more is written beside it, within the same limits. */
  isPart?: boolean;
  /** Throws when it is too much to be written. */
  beforeWriting?: (listing: TreeListing) => void;
}

/** A remote repository, of which one commit is wanted. */
export class RemoteRepository {
  private readonly git: GitCommand;
  private readonly local: LocalGit;
  private readonly folder: string;

  constructor(
    private readonly run: GitRun,
    private readonly cachedObjects?: GitObjects,
  ) {
    this.git = new GitCommand(run);
    this.local = new LocalGit(run);
    this.folder = join(run.scratchFolder, 'git');
  }

  /** Fills the work tree with what the branch, tag or commit names. */
  async checkOut(
    refSpec: string | undefined,
    { withTag = false, isPart = false, beforeWriting }: CheckOutOptions = {},
  ): Promise<CheckedOut> {
    const refs = this.run.refs ?? (await listRefs(this.git, this.run.url, refSpec));
    await initRepository(this.folder, refs.idLength);
    await this.cachedObjects?.lendTo(this.folder);
    const { found } = refs;
    const isTagWanted = withTag && found?.name.startsWith('refs/tags/') === true && found.id !== found.commit;
    const id =
      found === undefined ? await this.fetchCommit(refs, refSpec ?? 'HEAD') : await this.take(found, isTagWanted);
    const listing = new TreeListing(this.run.limits);
    const list = ['ls-tree', '-r', '-t', '-l', '-z', '--full-tree', id];
    await this.git.run(list, { onOutput: (chunk) => listing.add(chunk) });
    await addLineEndSizes(this.git, this.run, { id, listing, isPart });
    beforeWriting?.(listing);
    await this.git.run(['checkout', '--quiet', '--force', '--detach', id]);
    const commit = await this.checkedOutCommit();
    await this.cachedObjects?.keep(this.folder, commit);
    return { commit, listing, ...(isTagWanted && id !== commit ? { tag: { id, name: found.name } } : {}) };
  }

  /** Answers what came: a commit, or a tag. Which commit that stands for is not what the server says, but what git makes of it. */
  private async take(found: RemoteRef, isTagWanted: boolean): Promise<string> {
    // The tag itself may not be among what is kept.
    if (!isTagWanted && (await this.cachedObjects?.has(found.commit)) === true) return found.commit;
    await this.fetchFound(found);
    // It may have moved on since it was listed.
    return idIn(await readFile(join(this.folder, 'FETCH_HEAD'), 'utf8'));
  }

  private async checkedOutCommit(): Promise<string> {
    return idIn(await readFile(join(this.folder, 'HEAD'), 'utf8'));
  }

  /** By its number a server need not be asked once more what the name stands for. It may have been moved, and cleared away. */
  private async fetchFound({ id, name }: RemoteRef): Promise<void> {
    try {
      await this.fetchShallow(id);
    } catch (error) {
      if (!NOT_BY_NUMBER.test((error as Error).message)) throw error;
      await this.fetchShallow(name);
    }
  }

  /** By its number alone a commit is only to be had from some servers; from the others everything is fetched. */
  private async fetchCommit(refs: RefChoice, refSpec: string): Promise<string> {
    const isWhole = refSpec.length === refs.idLength;
    // git takes a name that is no full one here for a tag first.
    if (!COMMIT.test(refSpec) || (isFullName(refSpec) && !isWhole)) throw refNotFound(this.run.url, refs, refSpec);
    // In capitals git understands it, and writes it in small letters itself.
    const number = refSpec.toLowerCase();
    if ((await this.cachedObjects?.has(number)) === true) return number;
    if (isWhole && (await this.succeeds(() => this.fetchShallow(number)))) return this.local.commitOf(number);
    await this.fetch('--', this.run.url, '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
    if (!(await this.succeeds(() => this.local.commitOf(number)))) throw refNotFound(this.run.url, refs, refSpec);
    return this.local.commitOf(number);
  }

  /** Repositories that are plain files of a web server can't be asked for a part of their history. */
  private async fetchShallow(name: string): Promise<string> {
    try {
      return await this.fetch('--depth=1', '--no-tags', '--', this.run.url, name);
    } catch (error) {
      if (!/dumb http transport/i.test((error as Error).message)) throw error;
      return this.fetch('--no-tags', '--', this.run.url, name);
    }
  }

  private fetch(...args: string[]): Promise<string> {
    const { onProgress } = this.run;
    if (onProgress === undefined) return this.git.run(['fetch', '--quiet', '--no-progress', ...args]);
    // Quietly, git does not tell how far it is.
    return this.git.run(['fetch', '--progress', ...args], { progress: new GitProgress(onProgress) });
  }

  /** The answer to a question, not a failure: whatever is really wrong comes back with the next command. */
  private async succeeds(ask: () => Promise<string>): Promise<boolean> {
    try {
      await ask();
      return true;
    } catch {
      this.run.signal.throwIfAborted();
      return false;
    }
  }
}

/** Which a file of git begins with. */
function idIn(text: string): string {
  const [id] = /^(?:[0-9a-f]{40}|[0-9a-f]{64})(?=\s)/.exec(text) ?? [];
  if (id === undefined) throw new Error(`git wrote '${text.slice(0, 100)}' where an id belongs`);
  return id;
}
