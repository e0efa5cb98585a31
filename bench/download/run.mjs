// Downloads from a slow origin: many at once, again, and over a line that breaks; beside curl in a loop of a shell.
//
//   npm run build && node bench/download/run.mjs
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makePack } from '../service/test-bed/packs.mjs';
import { startService } from '../support.mjs';
import { makeTarGz } from '../tar.mjs';
import { startOrigin } from './origin.mjs';

const PACKS = 20;
const ROUNDS = 5;
const LATENCY_MS = 200;
const LARGE_BYTES = 50_000_000;
const CUTS = 10;

const work = mkdtempSync(join(tmpdir(), 'packyard-download-'));
const origin = await startOrigin({ latencyMs: LATENCY_MS });
const service = await startService(join(work, 'home'), { PACKYARD_LOCAL_ROOTS: work });
try {
  await warmUp();
  const together = await median(ROUNDS, (round) => download(packs(`together_${round}`)));
  const inTurn = await timed(async () => {
    for (const pack of packs('turn')) await download([pack]);
  });
  const byCurl = await timed(() => curl(packs('curl')));
  print(`${PACKS} packs from an origin that takes ${LATENCY_MS} ms`, [
    [`in one request, median of ${ROUNDS}`, seconds(together)],
    ['one after another', `${seconds(inTurn)} · ${ratio(inTurn, together)}`],
    ['curl and tar, one after another', `${seconds(byCurl)} · ${ratio(byCurl, together)}`],
  ]);

  origin.take();
  const again = await download(packs('together_0'));
  const { requests, unchanged, bytes } = origin.take();
  print('the same again', [
    ['in one request', seconds(again)],
    ['requests, of which answered “unchanged”', `${requests}, ${unchanged}`],
    ['bytes of archives', String(bytes)],
  ]);

  origin.cutsLeft = CUTS;
  const content = makeTarGz('large', {
    'pack.yaml': 'ref: large\nversion: 1.0.0\nlabel: large\n',
    noise: randomBytes(LARGE_BYTES / 2).toString('hex'),
  });
  const large = origin.add('/large.tar.gz', content);
  const broken = await download([large]);
  print(`an archive of ${(content.length / 1e6).toFixed(0)} MB, cut ${CUTS} times`, [
    ['time', seconds(broken)],
    ['over the wire, times its size', (origin.take().bytes / content.length).toFixed(3)],
  ]);
} finally {
  await service.stop();
  origin.close();
  rmSync(work, { recursive: true, force: true });
}

function packs(name) {
  return Array.from({ length: PACKS }, (_pack, at) => origin.add(`/${name}_${at}.tar.gz`, makePack(`${name}_${at}`)));
}

/** The readers are started, and what is compiled late is compiled. */
async function warmUp() {
  for (let round = 0; round < 2; round += 1) await download(packs(`warm_${round}`));
}

/** As the service itself measured it is not of interest: what counts is when somebody has the packs. */
async function download(sources) {
  const destination_dir = mkdtempSync(join(work, 'packs-'));
  const { result, milliseconds } = await service.execute('core.download_packs', { packs: sources, destination_dir });
  if (result.success_count !== sources.length) throw new Error(JSON.stringify(result.failed_packs));
  return milliseconds;
}

async function curl(sources) {
  const folder = mkdtempSync(join(work, 'curl-'));
  const script = 'for url in "$@"; do curl -sSf "$url" | tar -xzf -; done';
  await promisify(execFile)('sh', ['-c', script, 'sh', ...sources], { cwd: folder });
}

/** What else the machine does hits one of them, and many packs one after the other evenly. */
async function median(rounds, job) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) times.push(await job(round));
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)];
}

async function timed(job) {
  const startedAt = performance.now();
  await job();
  return performance.now() - startedAt;
}

function print(title, rows) {
  console.log(`\n${title}`);
  for (const [what, figure] of rows) console.log(`  ${what.padEnd(45)} ${figure}`);
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function ratio(time, other) {
  return `${(time / other).toFixed(1)} times as long`;
}
