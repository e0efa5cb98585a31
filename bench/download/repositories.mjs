// Many small repositories from a git server that takes its time: in one request, one after another, and `git clone` in a loop.
//
//   npm run build && node bench/download/repositories.mjs
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startService } from '../support.mjs';
import { startGitServer } from './git-server.mjs';

const PACKS = 20;
const LATENCY_MS = 200;

const work = mkdtempSync(join(tmpdir(), 'packyard-repositories-'));
const server = await startGitServer(work, { latencyMs: LATENCY_MS });
const service = await startService(join(work, 'home'), { PACKYARD_LOCAL_ROOTS: work });
try {
  await download(repositories('warm'));
  const together = await measured(() => download(repositories('together')));
  const again = await measured(() => download(known('together')));
  const inTurn = await measured(() => oneByOne(repositories('turn'), (url) => download([url])));
  const cloned = await measured(() => oneByOne(repositories('clone'), clone));
  console.log(`${PACKS} repositories from a server that takes ${LATENCY_MS} ms`);
  show('in one request', together, together);
  show('the same again, in one request', again, together);
  show('one after another', inTurn, together);
  show('git clone --depth 1, one after another', cloned, together);
} finally {
  await service.stop();
  server.close();
  rmSync(work, { recursive: true, force: true });
}

function known(name) {
  return Array.from({ length: PACKS }, (_repository, at) => `${server.url}/${name}_${at}/.git`);
}

function repositories(name) {
  for (let at = 0; at < PACKS; at += 1) release(`${name}_${at}`);
  return known(name);
}

function release(ref) {
  const folder = join(work, ref);
  mkdirSync(folder);
  writeFileSync(join(folder, 'pack.yaml'), `ref: ${ref}\nlabel: ${ref}\nversion: 1.0.0\n`);
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@h.example', ...args], { cwd: folder });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', '1.0.0');
}

async function download(packs) {
  const destination_dir = mkdtempSync(join(work, 'packs-'));
  const { result } = await service.execute('core.download_packs', { packs, destination_dir });
  if (result.success_count !== packs.length) throw new Error(JSON.stringify(result.failed_packs));
}

async function clone(url) {
  await promisify(execFile)('git', ['clone', '-q', '--depth', '1', url, mkdtempSync(join(work, 'clone-'))]);
}

async function oneByOne(urls, act) {
  for (const url of urls) await act(url);
}

async function measured(act) {
  const [requests, startedAt] = [server.requests, performance.now()];
  await act();
  return { requests: server.requests - requests, ms: performance.now() - startedAt };
}

function show(name, { requests, ms }, { ms: other }) {
  const each = (requests / PACKS).toFixed(1);
  const ratio = `${(ms / other).toFixed(1)} times as long`;
  console.log(`  ${name.padEnd(42)} ${(ms / 1000).toFixed(2).padStart(6)} s  ${ratio}  ${each} requests for each`);
}
