import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Builds a commit of this repository in a folder that is not there yet. Answers the file that starts all in one process. */
export function buildCommit(commit, folder) {
  git('worktree', 'add', '--quiet', '--detach', folder, commit);
  // Most packages are the same today; the build of that commit installs those that it has locked instead.
  cpSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  const path = `${dirname(process.execPath)}:${process.env.PATH}`;
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PATH: path },
  });
  return join(folder, 'dist/apps/standalone/src/main.js');
}

export function removeBuild(folder) {
  git('worktree', 'remove', '--force', folder);
}

/** The commit's name in full, and when it was made. */
export function describeCommit(commit) {
  return git('log', '-1', '--format=%h %ci', commit);
}

function git(...args) {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}
