// Installs packs for as long as asked while processes, PostgreSQL and Redis are killed at random, and then looks for
// anything that is not as it has to be. What it does follows from the seed; when it happens, from the machine.
//
//   npm run build && node bench/endurance/run.mjs --help
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cleanUp, onCleanup } from '../service/cleanup.mjs';
import { isBuilt } from '../service/test-bed/dist.mjs';
import { findMissingRedis } from '../service/test-bed/redis.mjs';

const USAGE = `usage: node bench/endurance/run.mjs [OPTION …]

  --minutes NUMBER   how long packs are installed and processes killed (60)
  --every SECONDS    how long a kill waits for the next, on average (5)
  --seed NUMBER      what is installed and killed (by default another one each time; it is printed)
  --queue WHERE      redis or postgres (redis where there is a redis-server)
  --at-once NUMBER   requests under way at a time (6)
  --keep             leave the folder behind, with the logs
`;
const MAX_END_MS = 10 * 60_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    every: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    queue: { type: 'string', default: findMissingRedis() === undefined ? 'redis' : 'postgres' },
    'at-once': { type: 'string', default: '6' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit();
}
if (!isBuilt()) throw new Error('Packyard is not built yet: run `npm run build` first.');
const { Cluster } = await import('./cluster.mjs');
const { Requests } = await import('./requests.mjs');
const { findViolations } = await import('./invariants.mjs');
const { randomOf } = await import('./random.mjs');

const say = (line) => process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
say(`seed ${values.seed}, queues on ${values.queue}`);
const random = randomOf(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'packyard-endurance-'));
if (!values.keep) onCleanup(async () => rmSync(folder, { recursive: true, force: true }));
let exitCode = 1;
try {
  exitCode = await endure();
} catch (error) {
  say(`It broke off: ${error.stack}`);
} finally {
  await cleanUp();
}
process.exit(exitCode);

async function endure() {
  const cluster = await Cluster.start({ folder, queue: values.queue });
  const requests = new Requests(cluster, random);
  const until = Date.now() + Number(values.minutes) * 60_000;
  const submitting = requests.submitUntil(until, Number(values['at-once']));
  submitting.catch(() => undefined);
  const kills = new Map();
  while (Date.now() < until) {
    await delay(random() * 2000 * Number(values.every));
    const victim = cluster.victims()[Math.floor(random() * cluster.victims().length)];
    kills.set(victim, (kills.get(victim) ?? 0) + 1);
    await cluster.kill(victim);
    const count = [...kills.values()].reduce((sum, one) => sum + one, 0);
    if (count % 20 === 0) say(`${count} kills, ${requests.submitted.size} requests`);
  }
  await submitting;
  const listed = [...kills].map(([victim, count]) => `${victim} ${count}`).join(', ');
  say(`no more kills: ${listed}; waiting for ${requests.submitted.size} requests to end`);
  await cluster.everybodyReady();
  const open = await requests.unended(MAX_END_MS);
  const violations = [...open, ...(await findViolations(cluster, requests))];
  await cluster.stop();
  violations.push(...cluster.leftProcesses());
  const ends = await requests.ends();
  say(`${[...kills.values()].reduce((sum, one) => sum + one, 0)} kills; requests: ${ends}`);
  for (const violation of violations) say(`WRONG: ${violation}`);
  say(violations.length === 0 ? `all as it has to be (seed ${values.seed})` : `${violations.length} wrong (${folder})`);
  return violations.length === 0 ? 0 : 1;
}
