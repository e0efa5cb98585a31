import { untilAborted } from '@packyard/network';
import { type SimpleGit, simpleGit } from 'simple-git';
import type { GitRun } from './git-command';
import { gitFailure } from './git-failure';

const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** What git answers from what it has, without helpers. Nobody waits for it longer than for the signal. */
export class LocalGit {
  private readonly git: SimpleGit;

  constructor(private readonly run: Pick<GitRun, 'url' | 'worktree' | 'environment' | 'signal'>) {
    this.git = simpleGit({
      baseDir: run.worktree,
      abort: run.signal,
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
      allowEnvironment: Object.keys(run.environment),
    }).env(run.environment);
  }

  /** The commit that a name stands for. */
  async commitOf(name: string): Promise<string> {
    const { signal, url } = this.run;
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
