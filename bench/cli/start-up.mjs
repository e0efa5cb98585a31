// How long the command takes to start: the median of 20 runs of each, taken in turns with a Node.js that does nothing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const RUNS = 20;
const packyard = fileURLToPath(new URL('../../bin/packyard.mjs', import.meta.url));
const commands = {
  'node -e 0': ['-e', '0'],
  'packyard --version': [packyard, '--version'],
  'packyard --help': [packyard, '--help'],
  'packyard pack list --help': [packyard, 'pack', 'list', '--help'],
};

const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
for (let run = 0; run <= RUNS; run += 1) {
  for (const [name, words] of Object.entries(commands)) {
    const startedAt = performance.now();
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    // The first run of each finds files that nobody has read lately.
    if (run > 0) times[name].push(performance.now() - startedAt);
  }
}

console.log(`| median of ${RUNS} | ms | least |`);
console.log('| --- | ---: | ---: |');
for (const [name, taken] of Object.entries(times)) {
  const sorted = taken.toSorted((one, other) => one - other);
  const median = (sorted[RUNS / 2 - 1] + sorted[RUNS / 2]) / 2;
  console.log(`| \`${name}\` | ${median.toFixed(0)} | ${sorted[0].toFixed(0)} |`);
}
