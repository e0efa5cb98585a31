import { GitCommand, type GitPlace } from './git-command';
import { findRef, listRefs, refNotFound, type RemoteRef } from './git-refs';
import { LocalGit } from './local-git';
import { TreeListing } from './tree-listing';

const COMMIT = /^[0-9a-f]{7,40}$/;

/** A remote repository, of which one commit is wanted. */
export class GitRepository {
  private readonly git: GitCommand;
  private readonly local: LocalGit;

  constructor(private readonly place: GitPlace) {
    this.git = new GitCommand(place);
    this.local = new LocalGit(place);
  }

  /** Fills the work tree with what the branch, tag or commit names, and answers the commit. */
  async checkOut(refSpec: string | undefined): Promise<string> {
    const refs = await listRefs(this.git, this.place.url);
    await this.git.run(['init', '--quiet', '--template=']);
    const found = findRef(refs, refSpec);
    if (found !== undefined) await this.fetch('--depth=1', '--no-tags', '--', this.place.url, found.name);
    else await this.fetchCommit(refs, refSpec ?? 'HEAD');
    const commit = await this.local.commitOf(found === undefined ? (refSpec ?? 'HEAD') : 'FETCH_HEAD');
    const listing = new TreeListing(this.place.limits);
    const list = ['ls-tree', '-r', '-t', '-l', '-z', '--full-tree', commit];
    await this.git.run(list, { onOutput: (chunk) => listing.add(chunk) });
    await this.git.run(['checkout', '--quiet', '--force', '--detach', commit]);
    return commit;
  }

  /** By its number alone a commit is only to be had from some servers; from the others everything is fetched. */
  private async fetchCommit(refs: readonly RemoteRef[], refSpec: string): Promise<void> {
    if (!COMMIT.test(refSpec)) throw refNotFound(this.place.url, refs, refSpec);
    const depth = ['--depth=1', '--no-tags', '--', this.place.url, refSpec];
    if (refSpec.length === 40 && (await this.succeeds(() => this.fetch(...depth)))) return;
    await this.fetch('--', this.place.url, '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
    if (!(await this.succeeds(() => this.local.commitOf(refSpec)))) throw refNotFound(this.place.url, refs, refSpec);
  }

  private fetch(...args: string[]): Promise<string> {
    return this.git.run(['fetch', '--quiet', '--no-progress', ...args]);
  }

  /** The answer to a question, not a failure: whatever is really wrong comes back with the next command. */
  private async succeeds(ask: () => Promise<string>): Promise<boolean> {
    try {
      await ask();
      return true;
    } catch {
      this.place.signal.throwIfAborted();
      return false;
    }
  }
}
