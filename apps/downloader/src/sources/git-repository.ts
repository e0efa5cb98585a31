import { RejectedError } from '@packyard/contracts';
import { runCommand } from '@packyard/sandbox';
import { type SimpleGit, simpleGit } from 'simple-git';
import { gitFailure } from './git-failure';

export interface GitPlace {
  /** What git is told to fetch from; without credentials. */
  url: string;
  worktree: string;
  environment: Record<string, string>;
  signal: AbortSignal;
}

interface RemoteRef {
  commit: string;
  name: string;
}

const COMMIT = /^[0-9a-f]{7,40}$/;
const REFS_SHOWN = 10;
// A list of references has to be read as a whole.
const MOST_REFS_BYTES = 32 * 1024 * 1024;

/** A remote repository, of which one commit is wanted. */
export class GitRepository {
  private readonly git: SimpleGit;

  constructor(private readonly place: GitPlace) {
    this.git = simpleGit({
      baseDir: place.worktree,
      abort: place.signal,
      // What these guard against is foreign input; all that is set here is ours.
      unsafe: {
        allowUnsafeConfigEnvCount: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeCredentialHelper: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeHooksPath: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeSshCommand: true,
        allowUnsafeTemplateDir: true,
      },
      allowEnvironment: Object.keys(place.environment),
    }).env(place.environment);
  }

  /** Fills the work tree with what the branch, tag or commit names, and answers the commit. */
  async checkOut(refSpec: string | undefined): Promise<string> {
    const refs = await this.listRefs();
    await this.run(['init', '--quiet', '--template=']);
    const found = findRef(refs, refSpec);
    if (found !== undefined)
      await this.reach(['fetch', '--quiet', '--depth=1', '--no-tags', '--', this.place.url, found.name]);
    else await this.fetchCommit(refs, refSpec ?? 'HEAD');
    const wanted = found === undefined ? (refSpec ?? 'HEAD') : 'FETCH_HEAD';
    const commit = (
      await this.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${wanted}^{commit}`])
    ).trim();
    await this.run(['checkout', '--quiet', '--force', '--detach', commit]);
    return commit;
  }

  /** By its number alone a commit is only to be had from some servers; from the others everything is fetched. */
  private async fetchCommit(refs: readonly RemoteRef[], refSpec: string): Promise<void> {
    if (!COMMIT.test(refSpec)) throw this.refNotFound(refs, refSpec);
    if (refSpec.length === 40 && (await this.tryFetch(refSpec))) return;
    await this.reach([
      'fetch',
      '--quiet',
      '--',
      this.place.url,
      '+refs/heads/*:refs/remotes/origin/*',
      '+refs/tags/*:refs/tags/*',
    ]);
    const exists = await this.succeeds(() =>
      this.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${refSpec}^{commit}`]),
    );
    if (!exists) throw this.refNotFound(refs, refSpec);
  }

  private tryFetch(commit: string): Promise<boolean> {
    const args = ['fetch', '--quiet', '--depth=1', '--no-tags', '--', this.place.url, commit];
    return this.succeeds(() => this.reach(args));
  }

  private async listRefs(): Promise<RemoteRef[]> {
    const text = await this.reach(['ls-remote', '--', this.place.url]);
    return text
      .split('\n')
      .map((line) => line.split('\t'))
      .flatMap(([commit, name]) => (commit && name && !name.endsWith('^{}') ? [{ commit, name }] : []));
  }

  /** For what is done in the work tree alone. */
  private async run(args: string[]): Promise<string> {
    try {
      return await this.git.raw(args);
    } catch (error) {
      this.place.signal.throwIfAborted();
      throw gitFailure(this.place.url, error);
    }
  }

  /** Over the network git has helpers that outlive it when it is ended: here the whole group of processes is. */
  private async reach(args: string[]): Promise<string> {
    const { worktree: workingFolder, environment, signal, url } = this.place;
    const order = { command: 'git', args, workingFolder, environment, signal, maxOutputBytes: MOST_REFS_BYTES };
    const result = await runCommand(order).catch((error: unknown) => {
      signal.throwIfAborted();
      throw gitFailure(url, error);
    });
    if (result.exitCode === 0) return result.stdout;
    throw gitFailure(url, new Error(result.stderr));
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

  private refNotFound(refs: readonly RemoteRef[], refSpec: string): RejectedError {
    const names = refs
      .map(({ name }) => name.replace(/^refs\/(heads|tags)\//, ''))
      .filter((name) => !name.startsWith('refs/') && name !== 'HEAD');
    const shown = names.slice(-REFS_SHOWN).join(', ') || 'nothing';
    return new RejectedError('REF_NOT_FOUND', `${this.place.url} has no branch, tag or commit '${refSpec}'.`, {
      hint: `It has ${shown}${names.length > REFS_SHOWN ? ' and more' : ''}.`,
    });
  }
}

/** As git itself would choose: a branch before a tag, and `v1.0.0` for `1.0.0`. */
function findRef(refs: readonly RemoteRef[], refSpec: string | undefined): RemoteRef | undefined {
  const names =
    refSpec === undefined
      ? ['HEAD']
      : [`refs/heads/${refSpec}`, `refs/tags/${refSpec}`, refSpec, `refs/tags/v${refSpec}`];
  return names.map((name) => refs.find((ref) => ref.name === name)).find((ref) => ref !== undefined);
}
