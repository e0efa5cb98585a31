// Solves one problem of a file with the solver of Packyard, as often as there is time for, and prints the best time and the memory.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const dist = join(import.meta.dirname, '../../dist/apps/resolver/src/solver');
const { solveAsking } = createRequire(import.meta.url)(join(dist, 'solve.js'));
const { packs, wanted } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const offered = new Map(
  Object.entries(packs).map(([ref, versions]) => [
    ref,
    versions.map(({ version, needs }) => ({
      ref,
      version,
      availability: 'registry',
      dependencies: Object.entries(needs).map(([needed, range]) => ({ ref: needed, range })),
    })),
  ]),
);
const problem = {
  roots: wanted.map((ref, index) => ({ id: index + 1, ref, range: '*' })),
  candidates: new Map(),
  enabled: [],
  provided: new Set(),
  unavailable: new Map(),
};
const before = process.memoryUsage().rss;
let best = Infinity;
let solution;
const startedAt = performance.now();
do {
  const from = performance.now();
  solution = answer();
  best = Math.min(best, performance.now() - from);
} while (performance.now() - startedAt < 1000);
const megabytes = Math.round((process.memoryUsage().rss - before) / 2 ** 20);
const chosen = Object.fromEntries([...solution.selected].map(([ref, { candidate }]) => [ref, candidate.version]));
console.log(JSON.stringify({ milliseconds: best, megabytes, chosen, isSolved: solution.rejected.length === 0 }));

/** As the service does: what registries offer is given when it is asked for. */
function answer() {
  const computation = solveAsking(problem);
  let step = computation.next();
  while (!step.done) step = computation.next(new Map(step.value.map((ref) => [ref, offered.get(ref) ?? []])));
  return step.value;
}
