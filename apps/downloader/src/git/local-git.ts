import { untilAborted } from '@packyard/network';
import { type SimpleGit, simpleGit } from 'simple-git';
import type { GitPlace } from './git-command';
import { gitFailure } from './git-failure';

const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** What git answers from what it has, without helpers. Nobody waits for it longer than for the signal. */
export class LocalGit {
  private readonly git: SimpleGit;

  constructor(private readonly place: Pick<GitPlace, 'url' | 'worktree' | 'environment' | 'signal'>) {
    this.git = simpleGit({
      baseDir: place.worktree,
      abort: place.signal,
      // What these guard against is foreign input; all that is set here is ours.
      unsafe: {
        allowUnsafeConfigEnvCount: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeCredentialHelper: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeGpgProgram: true,
        allowUnsafeHooksPath: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeSshCommand: true,
        allowUnsafeTemplateDir: true,
      },
      allowEnvironment: Object.keys(place.environment),
    }).env(place.environment);
  }

  /** The commit that a name stands for. */
  async commitOf(name: string): Promise<string> {
    const { signal, url } = this.place;
    try {
      const asked = this.git.raw(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
      const commit = (await untilAborted(Promise.resolve(asked), signal)).trim();
      // simple-git takes a git that was killed for one that had nothing to say.
      if (!COMMIT.test(commit)) throw new Error(`git rev-parse answered '${commit}'`);
      return commit;
    } catch (error) {
      signal.throwIfAborted();
      throw gitFailure(url, error);
    }
  }
}
