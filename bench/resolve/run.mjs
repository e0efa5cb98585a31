// Packyard's solver beside Python's resolvelib, each in a process of its own, on the same problems.
// It is installed from PyPI into an environment of the bench, unless RESOLVELIB_PYTHON names a python that has it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROBLEMS } from './problems.mjs';

const PATIENCE_MS = Number(process.env.BENCH_PATIENCE_MS ?? 60_000);
const REQUIREMENTS = ['resolvelib==1.2.1', 'packaging==26.3'];
const only = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'packyard-bench-resolve-'));
const python = process.env.RESOLVELIB_PYTHON ?? install();

console.log('| problem | packyard, ms | MB | resolvelib, ms | MB | times as fast | solved by | right |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | --- | --- |');
try {
  for (const [name, make] of Object.entries(PROBLEMS)) {
    if (only !== undefined && !name.includes(only)) continue;
    const problem = make();
    const file = join(folder, 'problem.json');
    writeFileSync(file, JSON.stringify(problem));
    const packyard = run(process.execPath, 'with-packyard.mjs', file);
    const resolvelib = run(python, 'with_resolvelib.py', file);
    const factor = packyard && resolvelib ? (resolvelib.milliseconds / packyard.milliseconds).toFixed(1) : '–';
    const solvers =
      [packyard?.isSolved && 'packyard', resolvelib?.isSolved && 'resolvelib'].filter(Boolean).join(', ') || 'nobody';
    const isRight = !packyard?.isSolved || isValid(problem, packyard.chosen);
    const columns = [name, ...columnsOf(packyard), ...columnsOf(resolvelib), factor, solvers, isRight ? 'yes' : 'NO'];
    console.log(`| ${columns.join(' | ')} |`);
  }
  console.log(`\nLoad of the machine: ${loadavg()[0].toFixed(1)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function install() {
  const environment = join(folder, 'environment');
  execFileSync('python3', ['-m', 'venv', environment]);
  const installed = join(environment, 'bin/python');
  execFileSync(installed, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...REQUIREMENTS]);
  return installed;
}

function run(program, script, file) {
  const path = join(import.meta.dirname, script);
  const { stdout, stderr, error, status } = spawnSync(program, [path, file], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    maxBuffer: 2 ** 28,
  });
  if (error?.code === 'ETIMEDOUT') return undefined;
  if (status !== 0) throw new Error(`${program} ${script} failed: ${stderr || String(error)}`);
  return JSON.parse(stdout);
}

function columnsOf(result) {
  if (result === undefined) return [`> ${PATIENCE_MS}`, '–'];
  return [result.milliseconds.toFixed(result.milliseconds < 10 ? 2 : 0), result.megabytes];
}

/** All bounds are written `>=1.2.0` or `<1.2.0`, and all versions `1.x.0`. */
function isValid({ packs, wanted }, chosen) {
  const minorOf = (version) => Number(version.split('.')[1]);
  const fits = (version, range) =>
    range.split(',').every((bound) => {
      const [, operator, minor] = /^\s*(>=|<)1\.(\d+)\.0$/.exec(bound);
      return operator === '<' ? minorOf(version) < Number(minor) : minorOf(version) >= Number(minor);
    });
  return (
    wanted.every((ref) => ref in chosen) &&
    Object.entries(chosen).every(([ref, version]) => {
      const { needs } = packs[ref].find((one) => one.version === version);
      return Object.entries(needs).every(([needed, range]) => needed in chosen && fits(chosen[needed], range));
    })
  );
}
