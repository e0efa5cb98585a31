// The four pack actions against a shell script that does what they do, one pack after another: cold (no cache at all)
// and warm (both sides do the same once more). Needs a package index, as pip and npm are configured to use.
//
//   npm run build && node bench/actions/run.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService } from '../support.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'packyard-bench-'));
const PHASES = ['download', 'dependencies', 'build', 'register', 'total'];

try {
  const sources = JSON.parse(
    execFileSync(process.execPath, [here('make-packs.mjs'), join(work, 'sources')], { encoding: 'utf8' }),
  );
  const service = await startService(join(work, 'home'), { PACKYARD_LOCAL_ROOTS: work });
  try {
    console.log(
      `${sources.length} packs, ${availableParallelism()} processors; seconds: shell, Packyard, and how many times as fast`,
    );
    for (const round of ['cold', 'warm']) print(round, shell(sources, round), await packyard(service, sources, round));
  } finally {
    await service.stop();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The caches of the first round are those of the second. */
function shell(sources, round) {
  const folders = ['--work', join(work, `shell-${round}`), '--target', join(work, `shell-target-${round}`)];
  const caches = ['--pip-cache', join(work, 'pip-cache'), '--npm-cache', join(work, 'npm-cache')];
  const out = execFileSync('bash', [here('shell-baseline.sh'), ...folders, ...caches, ...sources], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(out.trim().split('\n').at(-1));
}

async function packyard(service, sources, round) {
  const destination_dir = join(work, `downloads-${round}`);
  const downloaded = await run(service, 'core.download_packs', { packs: sources, destination_dir });
  const pack_paths = downloaded.result.downloaded_packs.map((pack) => pack.pack_path);
  const analyzed = await run(service, 'core.get_pack_dependencies', { pack_paths });
  const built = await run(service, 'core.build_pack_envs', { pack_paths });
  const registered = await run(service, 'core.register_packs', { pack_paths });
  const times = [downloaded, analyzed, built, registered].map(({ milliseconds }) => milliseconds);
  const all = [...times, times.reduce((sum, time) => sum + time, 0)];
  return Object.fromEntries(PHASES.map((phase, index) => [phase, all[index]]));
}

async function run(service, action, parameters) {
  const execution = await service.execute(action, parameters);
  const failed = execution.packs.filter((pack) => pack.status !== 'completed');
  if (failed.length > 0) throw new Error(`${action}: ${failed[0].error.message}`);
  return execution;
}

function print(round, baseline, ours) {
  for (const phase of PHASES) {
    const [shellSeconds, ourSeconds] = [baseline[phase] / 1000, ours[phase] / 1000];
    const cells = [shellSeconds, ourSeconds].map((value) => `${value.toFixed(2)} s`.padStart(9));
    console.log(
      `${round.padEnd(5)} ${phase.padEnd(13)} ${cells.join(' ')} ${(shellSeconds / ourSeconds).toFixed(1).padStart(7)}×`,
    );
  }
}
