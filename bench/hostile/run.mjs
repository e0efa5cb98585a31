// Four hundred hostile archives over HTTP, eight requests at a time, at a service as it is run: how long /health/live takes
// meanwhile, how much memory its processes have, and what became of each archive.
//
//   npm run build && node bench/hostile/run.mjs [--archives 400] [--seed 1] [--layout processes|embedded]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { percentile } from '../service/statistics.mjs';
import { cleanUp, onCleanup } from '../service/cleanup.mjs';
import { isBuilt } from '../service/test-bed/dist.mjs';
import { Services } from '../service/test-bed/service.mjs';
import { hostileArchives } from './archives.mjs';

const MAX_MS = 250;
const MAX_MEGABYTES = 300;
const AT_ONCE = 8;
const MB = 1024 * 1024;
const { values } = parseArgs({
  options: {
    archives: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    layout: { type: 'string', default: 'processes' },
  },
});
if (!isBuilt()) throw new Error('Packyard is not built yet: run `npm run build` first.');

const say = (line) => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'packyard-hostile-'));
onCleanup(async () => rmSync(folder, { recursive: true, force: true }));
let isGood = false;
try {
  isGood = await measure();
} finally {
  await cleanUp();
}
process.exit(isGood ? 0 : 1);

async function measure() {
  const archives = new Map(hostileArchives(Number(values.archives), Number(values.seed)));
  const origin = await serve(archives);
  const service = await new Services({ folder, settings: { PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8' } }).start(
    values.layout,
  );
  const pids = Object.entries(service.pids).flatMap(([app, own]) => own.map((pid) => [app, pid]));
  const memory = pids.map(([app, pid]) => ({ app, pid, atRest: megabytesOf(pid), most: 0 }));
  const state = { isOver: false, answers: [], memory };
  const watching = watch(service.client.url, state);
  const codes = {};
  const queue = archives.keys();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, () => submitAll(service.client, { queue, origin, codes })));
  const seconds = (performance.now() - startedAt) / 1000;
  state.isOver = true;
  await watching;
  await service.stop();
  say(
    `${values.archives} archives, seed ${values.seed}, ${values.layout}, in ${seconds.toFixed(0)} s; load ${loadavg()[0].toFixed(1)}\n`,
  );
  for (const [code, count] of Object.entries(codes).sort()) say(`${String(count).padStart(5)} ${code}`);
  const { answers } = state;
  const slowest = Math.max(...answers);
  say(
    `\n/health/live: ${answers.length} answers, p50 ${percentile(answers, 0.5).toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms`,
  );
  for (const { app, atRest, most } of memory)
    say(`memory of ${app}: ${atRest.toFixed(0)} MB at rest, at most ${most.toFixed(0)} MB`);
  const isRefused =
    codes.INTERNAL === undefined && Object.values(codes).reduce((sum, count) => sum + count, 0) === archives.size;
  return isRefused && slowest < MAX_MS && memory.every(({ most }) => most < MAX_MEGABYTES);
}

async function submitAll(client, { queue, origin, codes }) {
  for (const name of queue) {
    const id = await client.submit([`${origin}/${name}`]);
    await client.end(id);
    const { status, packs } = await client.execution(id);
    const code = packs[0]?.error?.code ?? status;
    codes[code] = (codes[code] ?? 0) + 1;
  }
}

async function serve(archives) {
  const server = createServer(({ url }, response) => {
    const content = archives.get(url.slice(1));
    if (content === undefined) response.writeHead(404).end();
    else response.end(content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(async () => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

async function watch(url, state) {
  while (!state.isOver) {
    const startedAt = performance.now();
    await new Promise((resolve, reject) => {
      const asking = request(`${url}/health/live`, { agent: false }, (response) =>
        response.resume().once('end', resolve),
      );
      asking.once('error', reject).end();
    });
    state.answers.push(performance.now() - startedAt);
    for (const own of state.memory) own.most = Math.max(own.most, megabytesOf(own.pid));
    await delay(20);
  }
}

/** Of Linux alone; nothing elsewhere. */
function megabytesOf(pid) {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / MB;
  } catch {
    return 0;
  }
}
