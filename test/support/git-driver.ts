import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Makes repositories with the real git, as their owners would. */
export class GitDriver {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  run(at: string, ...args: string[]): string {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'protocol.file.allow=always'];
    // Nothing that is set up on this machine takes part, such as the filters of Git LFS.
    const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    return execFileSync('git', [...identity, ...args], { cwd: at, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  /** Commits what lies in a folder, and returns the commit; a repository is made of it the first time. */
  commit(at: string, message = 'one'): string {
    this.run(at, 'init', '--quiet', '--initial-branch=trunk');
    this.run(at, 'add', '--all', '--force');
    this.run(at, 'commit', '--quiet', '--allow-empty', `--message=${message}`);
    return this.run(at, 'rev-parse', 'HEAD');
  }

  /** What the tree of the next commit names of another repository. */
  link(at: string, path: string, commit: string): void {
    mkdirSync(join(at, path), { recursive: true });
    this.run(at, 'update-index', '--add', '--cacheinfo', `160000,${commit},${path}`);
  }

  publish(at: string, bare: string): void {
    this.run(at, 'clone', '--quiet', '--bare', at, bare);
  }
}
