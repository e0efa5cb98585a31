// Environments of real packages: Packyard (all packs in one request, every package tried out), against `python -m venv` with
// pip and `npm install` one after another, and against uv and pnpm called by hand one after another: nothing is tried out or
// contained, and no lock is made for Python; bytecode is compiled by all three, as pip does it.
//
//   npm run build && node bench/build/run.mjs [--sets small,typical,heavy]
//
// cold: all caches are empty. warm: they are as the cold round left them, all environments are made anew. unchanged: once more.
// Needs a package index and a registry, as pip and npm are configured to use.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startService } from '../support.mjs';
import { megabytes, processorSeconds, timed } from './measure.mjs';
import { SETS, writePacks } from './pack-sets.mjs';

const at = process.argv.indexOf('--sets');
const names = at === -1 ? Object.keys(SETS) : process.argv[at + 1].split(',');
const packages = createRequire(import.meta.url);
const pnpm = join(dirname(packages.resolve(`@pnpm/exe.${process.platform}-${process.arch}/package.json`)), 'pnpm');
const ROUNDS = ['cold', 'warm', 'unchanged'];
const documented = {
  python: ({ path, target, work }) => `
    [ -e ${target}/bin/python ] || python3 -m venv ${target}
    PIP_CACHE_DIR=${work}/pip-cache ${target}/bin/pip install -q --disable-pip-version-check -r ${path}/requirements.txt`,
  node: ({ path, target, work }) => `
    mkdir -p ${target}; cp ${path}/package.json ${target}/
    (cd ${target} && npm install --silent --no-audit --no-fund --ignore-scripts --cache ${work}/npm-cache)`,
};

console.log(`${availableParallelism()} processors, load ${loadavg()[0].toFixed(1)} before`);
for (const name of names) await benchSet(name);

async function benchSet(name) {
  const work = mkdtempSync(join(tmpdir(), 'packyard-bench-'));
  const packs = writePacks(name, join(work, 'packs'));
  const home = join(work, 'home');
  const service = await startService(home, { PACKYARD_LOCAL_ROOTS: work, PACKYARD_WRITE_ROOTS: work });
  try {
    const uv = await fetchedUv(service, work, home);
    console.log(`\n${name}: ${packs.length} packs, load ${loadavg()[0].toFixed(1)}`);
    console.log('round      side        seconds  processor   MB on disk');
    for (const round of ROUNDS) {
      const sides = {
        documented: await byCommands(documented, { packs, round, work: join(work, 'documented') }),
        'by hand': await byCommands(byHand(uv), { packs, round, work: join(work, 'by-hand') }),
        Packyard: await byPackyard(service, { packs, round, home }),
      };
      print(round, sides);
    }
  } finally {
    await service.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

/** Packyard fetches uv once for all builds; that is no part of what is compared. Its caches are empty afterwards. */
async function fetchedUv(service, work, home) {
  const [pack] = writePacks('small', join(work, 'first'));
  await build(service, [pack], {});
  rmSync(join(home, 'cache'), { recursive: true, force: true });
  const [folder] = readdirSync(join(home, 'tools')).filter((entry) => entry.startsWith('uv-'));
  if (folder === undefined) throw new Error('uv could not be fetched; without it there is nothing to compare with');
  return join(home, 'tools', folder, 'bin', 'uv');
}

async function byPackyard(service, { packs, round, home }) {
  const before = processorSeconds(service.service.pid);
  const { milliseconds, result } = await build(service, packs, { force_rebuild: round === 'warm' });
  const steps = result.built_environments.map(({ duration_ms }) => duration_ms).sort((one, other) => one - other);
  return {
    seconds: milliseconds / 1000,
    processor: processorSeconds(service.service.pid) - before,
    disk: megabytes(join(home, 'store'), join(home, 'cache')),
    note: `environment step of one pack: median ${steps[Math.floor(steps.length / 2)]} ms, most ${steps.at(-1)} ms`,
  };
}

async function build(service, packs, parameters) {
  const pack_paths = packs.map(({ path }) => path);
  const execution = await service.execute('core.build_pack_envs', { pack_paths, ...parameters });
  const failed = execution.packs.find(({ status }) => status !== 'completed');
  if (failed !== undefined) throw new Error(`${failed.source}: ${failed.error?.message}`);
  return execution;
}

async function byCommands(commands, { packs, round, work }) {
  mkdirSync(work, { recursive: true });
  if (round === 'warm') rmSync(join(work, 'envs'), { recursive: true, force: true });
  const script = packs.map(({ ref, path, kind }) => commands[kind]({ path, target: join(work, 'envs', ref), work }));
  return { ...(await timed(script.join('\n'))), disk: megabytes(work) };
}

function byHand(uv) {
  return {
    python: ({ path, target, work }) => `
      export UV_CACHE_DIR=${work}/uv-cache
      [ -e ${target}/bin/python ] || ${uv} venv -q --seed ${target}
      ${uv} pip install -q --compile-bytecode --python ${target}/bin/python -r ${path}/requirements.txt`,
    node: ({ path, target, work }) => `
      mkdir -p ${target}; cp ${path}/package.json ${target}/
      (cd ${target} && CI=true pnpm_config_minimum_release_age=0 ${pnpm} install --silent --prod --no-frozen-lockfile --config.node-linker=hoisted --ignore-scripts --store-dir=${work}/pnpm-store)`,
  };
}

function print(round, sides) {
  for (const [side, { seconds, processor, disk, note = '' }] of Object.entries(sides)) {
    const cells = [
      `${seconds.toFixed(2)} s`.padStart(10),
      `${processor.toFixed(2)} s`.padStart(10),
      disk.toFixed(0).padStart(11),
    ];
    console.log(`${round.padEnd(10)} ${side.padEnd(11)}${cells.join(' ')}  ${note}`);
  }
  const times = (side) => (sides[side].seconds / sides.Packyard.seconds).toFixed(1);
  console.log(`${round.padEnd(10)} times as fast as documented ${times('documented')}, as by hand ${times('by hand')}`);
}
