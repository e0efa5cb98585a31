// Packs of real packages, exported from one home and imported in a fresh one that has no network but its own loopback
// (`unshare -n`, so as root): every module is imported there, with the Python and the Node.js of its environment.
//
//   npm run build && node bench/air-gap/run.mjs
//
// Where no network of one's own can be made, it says so and measures nothing.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writePacks } from '../build/pack-sets.mjs';
import { startService } from '../support.mjs';

const CLI = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
const SELF = fileURLToPath(import.meta.url);
/** Switches loopback on, which a new network has off: `ip` may not be installed. */
const LOOPBACK = `
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
    fcntl.ioctl(one, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))
os.execvp(sys.argv[1], sys.argv[1:])
`;
const MODULES = { 'small-0': 'six', 'small-1': 'simplejson', 'small-2': 'ms', 'small-3': 'semver' };

if (process.argv[2] === 'inside') await importHere(process.argv[3]);
else await exportAndImport();

async function exportAndImport() {
  const tried = spawnSync('unshare', ['-n', 'python3', '-c', LOOPBACK, 'true'], { encoding: 'utf8' });
  if (tried.status !== 0) {
    console.log(`skipped: no network of its own can be made here: ${(tried.stderr ?? tried.error?.message).trim()}`);
    return;
  }
  const work = mkdtempSync(join(tmpdir(), 'packyard-air-gap-'));
  try {
    await writeExport(work);
    execFileSync('unshare', ['-n', 'python3', '-c', LOOPBACK, process.execPath, SELF, 'inside', work], {
      stdio: 'inherit',
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function writeExport(work) {
  const packs = writePacks('small', join(work, 'packs'));
  const service = await startService(join(work, 'home'), { PACKYARD_LOCAL_ROOTS: work });
  try {
    await packyard(service, ['install', ...packs.map(({ path }) => path)]);
    console.log(lastLine(await packyard(service, ['export', '--out', join(work, 'all.packyard')])));
  } finally {
    await service.stop();
  }
}

/** In a network that has nothing but loopback. */
async function importHere(work) {
  await assertAlone();
  const home = join(work, 'fresh');
  const service = await startService(home);
  try {
    const startedAt = performance.now();
    console.log(lastLine(await packyard(service, ['import', join(work, 'all.packyard')])));
    console.log(`imported in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    for (const [ref, name] of Object.entries(MODULES))
      console.log(`${ref}: ${await use(join(home, 'packs', ref), name)}`);
  } finally {
    await service.stop();
  }
}

async function assertAlone() {
  const names = Object.keys(networkInterfaces());
  const failure = await new Promise((resolve) => {
    const socket = connect({ host: '1.1.1.1', port: 443, timeout: 5000 });
    socket.once('connect', () => resolve(undefined));
    socket.once('timeout', () => resolve('no answer'));
    socket.once('error', (error) => resolve(error.code));
  });
  console.log(`interfaces: ${names.join(', ')}; 1.1.1.1: ${failure ?? 'answers'}`);
  if (names.some((name) => name !== 'lo') || failure === undefined) throw new Error('There is a network.');
}

async function use(pack, name) {
  const isNode = ['ms', 'semver'].includes(name);
  const [command, args] = isNode
    ? [
        process.execPath,
        ['-p', `require(${JSON.stringify(`${name}/package.json`)}).version + (require('${name}'), ' loaded')`],
      ]
    : [join(pack, 'virtualenv/bin/python'), ['-c', `import ${name}; print(${name}.__version__, "imported")`]];
  const { stdout } = await promisify(execFile)(command, args, { cwd: pack });
  return `${name} ${stdout.trim()}`;
}

async function packyard(service, args) {
  const token = service.headers().authorization.slice('Bearer '.length);
  const env = { ...process.env, PACKYARD_URL: service.url, PACKYARD_TOKEN: token };
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args], { env });
  return stdout;
}

function lastLine(text) {
  return text.trim().split('\n').at(-1);
}
