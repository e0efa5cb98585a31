// Installs two versions of a repository of 100 MB, in which 1 % of the files changed, from a real git server: bytes over the wire.
//
//   npm run build && node bench/download/git.mjs
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startService } from '../support.mjs';
import { startGitServer } from './git-server.mjs';

const FILES = 1000;
const FILE_BYTES = 100_000;
const CHANGED_SHARE = 0.01;
const MAX_SHARE = 0.05;

const run = promisify(execFile);
const work = mkdtempSync(join(tmpdir(), 'packyard-git-'));
const server = await startGitServer(work);
const service = await startService(join(work, 'home'));
try {
  const url = `${server.url}/wide/.git`;
  release('1.0.0', 1);
  const first = await measured(() => install(url, 'v1.0.0'));
  const again = await measured(() => install(url, 'v1.0.0'));
  const cloned = await measured(() => clone(url, 'v1.0.0'));
  release('2.0.0', CHANGED_SHARE);
  const second = await measured(() => install(url, 'v2.0.0'));
  const clonedAgain = await measured(() => clone(url, 'v2.0.0'));
  show('packyard, the first version', first, first.bytes);
  show('packyard, the same version again', again, first.bytes);
  show('packyard, the second version', second, first.bytes);
  show('git clone --depth 1, the first version', cloned, cloned.bytes);
  show('git clone --depth 1, the second version', clonedAgain, cloned.bytes);
  const share = second.bytes / first.bytes;
  console.log(
    `\nThe second version costs ${(share * 100).toFixed(2)} % of the first; at most ${MAX_SHARE * 100} % is asked for.`,
  );
  process.exitCode = share < MAX_SHARE ? 0 : 1;
} finally {
  await service.stop();
  server.close();
  rmSync(work, { recursive: true, force: true });
}

/** The share of the files that is new in it. */
function release(version, share) {
  const folder = join(work, 'wide');
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'pack.yaml'), `ref: wide\nlabel: wide\nversion: ${version}\n`);
  for (let at = 0; at < FILES * share; at += 1) {
    writeFileSync(join(folder, 'data', String(at / share)), randomBytes(FILE_BYTES));
  }
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@h.example', ...args], { cwd: folder });
  if (version === '1.0.0') git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', version);
  git('tag', `v${version}`);
}

async function install(url, ref) {
  const parameters = { packs: [`${url}#${ref}`], skip_tests: true, timeout: 600, force: true };
  const { result } = await service.execute('core.install_packs', parameters);
  if (result.summary.success_count !== 1) throw new Error(JSON.stringify(result.failed_packs));
}

async function clone(url, ref) {
  await run('git', ['clone', '-q', '--depth', '1', '--branch', ref, url, mkdtempSync(join(work, 'clone-'))]);
}

async function measured(act) {
  const [bytes, requests, startedAt] = [server.bytes, server.requests, performance.now()];
  await act();
  return { bytes: server.bytes - bytes, requests: server.requests - requests, ms: performance.now() - startedAt };
}

function show(name, { bytes, requests, ms }, whole) {
  const share = `${((bytes / whole) * 100).toFixed(2)} %`;
  console.log(
    `${name.padEnd(42)} ${String(bytes).padStart(10)} bytes  ${share.padStart(8)}  ${requests} requests  ${(ms / 1000).toFixed(2)} s`,
  );
}
