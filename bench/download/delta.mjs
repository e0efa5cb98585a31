// Upgrades a pack of 50 MB in which 2 % of the files changed, from one origin, by Packyard, zsync and casync: bytes and requests.
//
//   npm run build && node bench/download/delta.mjs     (zsync and casync are left out where they are not installed)
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { startService } from '../support.mjs';
import { startOrigin } from './origin.mjs';

const CLI = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
const BYTES = 50_000_000;
const FILE_BYTES = 20_000;
const FILES = BYTES / FILE_BYTES;
const CHANGED_SHARE = 0.02;
const LATENCY_MS = Number(process.env.LATENCY_MS ?? 0);

const run = promisify(execFile);
const work = mkdtempSync(join(tmpdir(), 'packyard-delta-'));
const origin = await startOrigin({ latencyMs: LATENCY_MS });
try {
  for (const [kind, contentOf] of Object.entries({ text: textOf, 'what can not be packed': noiseOf }))
    for (const way of ['edited', 'replaced']) await compare(`${kind}, ${way}`, contentOf, way);
} finally {
  origin.close();
  rmSync(work, { recursive: true, force: true });
}

async function compare(title, contentOf, way) {
  const folder = mkdtempSync(join(work, 'pair-'));
  const [former, latest] = ['1.0.0', '2.0.0'].map((version) => join(folder, version, 'wide'));
  writePack(former, '1.0.0', contentOf);
  writePack(latest, '2.0.0', contentOf);
  for (let at = 0; at < FILES; at += 1 / CHANGED_SHARE) change(join(latest, pathOf(at)), contentOf, way);

  const builtAt = performance.now();
  const published = join(folder, 'public');
  for (const version of ['1.0.0', '2.0.0']) {
    execFileSync(process.execPath, [CLI, 'registry', 'build', join(folder, version), '--out', published]);
  }
  const buildMs = (performance.now() - builtAt) / 2;
  const archiveBytes = statSync(join(published, 'wide-2.0.0.tar.gz')).size;
  const rows = [await byPackyard(folder, published, title)];
  if (isInstalled('zsync')) rows.push(await byZsync(folder, { former, latest }));
  if (isInstalled('casync')) rows.push(await byCasync(folder, { former, latest }));
  console.log(`\n${title}: ${FILES} files of ${FILE_BYTES / 1000} kB, of which ${FILES * CHANGED_SHARE} changed`);
  console.log(
    `  the archive has ${archiveBytes} bytes; building the registry took ${(buildMs / 1000).toFixed(1)} s a version`,
  );
  for (const [name, { bytes, requests }, ms] of rows) {
    const share = `${((bytes / archiveBytes) * 100).toFixed(2)} %`;
    console.log(
      `  ${name.padEnd(36)} ${String(bytes).padStart(9)} bytes  ${share.padStart(7)}  ${requests} requests  ${(ms / 1000).toFixed(2)} s`,
    );
  }
}

/** All that the upgrade asks for, the index included. */
async function byPackyard(folder, published, title) {
  const index = JSON.parse(readFileSync(join(published, 'index.json'), 'utf8'));
  const home = join(folder, 'home');
  const service = await startService(home, {
    PACKYARD_REGISTRIES: `${origin.url}/registry/index.json`,
    PACKYARD_REGISTRY_TTL_SECONDS: '1',
  });
  try {
    const first = { ...index, packs: [{ ...index.packs[0], version: '1.0.0' }] };
    first.packs[0].install_sources = [{ type: 'archive', url: 'wide-1.0.0.tar.gz' }];
    publish(published, '/registry');
    origin.add('/registry/index.json', Buffer.from(JSON.stringify(first)));
    await install(service, 'wide@1.0.0');
    publish(published, '/registry');
    // Until the index is looked at again.
    await delay(1100);
    origin.take();
    const { milliseconds, packs } = await install(service, 'wide@2.0.0');
    const counted = origin.take();
    if (packs[0].warnings.length > 0) console.log(packs[0].warnings, title);
    return ['packyard, the index included', counted, milliseconds];
  } finally {
    await service.stop();
  }
}

async function install(service, pack) {
  const execution = await service.execute('core.install_packs', { packs: [pack], skip_tests: true });
  if (execution.result.summary.success_count !== 1) throw new Error(JSON.stringify(execution.result.failed_packs));
  return execution;
}

/** Of uncompressed tars: of the archive itself nearly nothing could be kept. Zsync chooses its blocks by itself. */
async function byZsync(folder, { former, latest }) {
  const place = join(folder, 'zsync');
  mkdirSync(place);
  for (const [name, pack] of Object.entries({ former, latest })) tar(join(place, `${name}.tar`), pack);
  execFileSync('zsyncmake', ['-u', 'latest.tar', '-o', 'latest.tar.zsync', 'latest.tar'], {
    cwd: place,
    stdio: 'ignore',
  });
  publish(place, '/zsync');
  origin.take();
  const startedAt = performance.now();
  await run('zsync', [
    '-q',
    '-i',
    join(place, 'former.tar'),
    '-o',
    join(place, 'got.tar'),
    `${origin.url}/zsync/latest.tar.zsync`,
  ]);
  const ms = performance.now() - startedAt;
  if (!readFileSync(join(place, 'got.tar')).equals(readFileSync(join(place, 'latest.tar')))) throw new Error('zsync');
  return ['zsync, between uncompressed tars', origin.take(), ms];
}

async function byCasync(folder, { former, latest }) {
  const place = join(folder, 'casync');
  mkdirSync(place);
  execFileSync('casync', ['make', '--without=all', '--store=default.castr', 'latest.caidx', latest], {
    cwd: place,
    stdio: 'ignore',
  });
  publish(place, '/casync');
  origin.take();
  const startedAt = performance.now();
  const url = `${origin.url}/casync/latest.caidx`;
  await run('casync', ['extract', '--without=all', `--seed=${former}`, url, join(place, 'got')]);
  const ms = performance.now() - startedAt;
  execFileSync('diff', ['-r', latest, join(place, 'got')]);
  return ['casync, with the folder as its seed', origin.take(), ms];
}

function writePack(folder, version, contentOf) {
  for (let at = 0; at < FILES; at += 1) write(join(folder, pathOf(at)), contentOf(String(at)));
  write(join(folder, 'pack.yaml'), `ref: wide\nlabel: wide\nversion: ${version}\n`);
}

function change(file, contentOf, way) {
  const content = readFileSync(file);
  const middle = content.length / 2;
  const edited = Buffer.concat([
    content.subarray(0, middle),
    contentOf(`new ${file}`).subarray(0, 60),
    content.subarray(middle),
  ]);
  writeFileSync(file, way === 'edited' ? edited : contentOf(`new ${file}`));
}

/** Words as in a program: packed to a quarter or so. */
function textOf(seed) {
  const words =
    'return const value await function item import export response request if else for of new this error null name path'.split(
      ' ',
    );
  const bytes = noiseOf(seed);
  let text = '';
  for (let at = 0; text.length < FILE_BYTES; at += 1) {
    const byte = bytes[at % FILE_BYTES];
    text += byte < 200 ? `${words[byte % words.length]} ` : `${bytes.toString('hex', at, at + 4)};\n`;
  }
  return Buffer.from(text.slice(0, FILE_BYTES));
}

function noiseOf(seed) {
  const parts = [];
  for (let at = 0; at * 64 < FILE_BYTES; at += 1) parts.push(createHash('sha512').update(`${seed} ${at}`).digest());
  return Buffer.concat(parts).subarray(0, FILE_BYTES);
}

function pathOf(at) {
  return `data/${Math.floor(at / 100)}/file-${at}`;
}

function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function tar(file, folder) {
  execFileSync('tar', [
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '-cf',
    file,
    '-C',
    dirname(folder),
    'wide',
  ]);
}

function publish(folder, prefix) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    origin.add(`${prefix}${path.slice(folder.length)}`, readFileSync(path));
  }
}

function isInstalled(program) {
  try {
    return execFileSync('which', [program]).length > 0;
  } catch {
    return false;
  }
}
