// What requests to the service cost whose packs come from a registry: a chain, where each pack needs the next, and a few
// packs of a large index. `npm run build && node bench/resolve/service.mjs`
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../service/test-bed/postgres.mjs';
import { Services } from '../service/test-bed/service.mjs';
import { cleanUp } from '../service/cleanup.mjs';
import { alone, chain, layered } from './problems.mjs';
import { startRegistry } from './loopback-registry.mjs';

const CHAIN = 300;
const FEW = 30;
const EXPIRED_MS = 1100;
const STAGES_OF = `
  SELECT stage, extract(epoch FROM max(finished_at) - min(created_at)) AS seconds FROM task
  WHERE execution_id = $1 GROUP BY stage`;

const folder = mkdtempSync(join(tmpdir(), 'packyard-bench-resolve-'));
const registry = await startRegistry();
const services = new Services({ folder });
try {
  console.log('| what | seconds | download | resolve | register | longest stall, ms | memory, MB | index sent, MB |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const [words, saysWhatIsNeeded] of [
    ['the index says what each needs', true],
    ['it does not say', false],
  ]) {
    const name = saysWhatIsNeeded ? 'chain' : 'silent';
    const { packs, wanted } = chain(CHAIN);
    await withService(registry.add(name, packs, { saysWhatIsNeeded }), (service) =>
      row(service, `a chain of ${CHAIN}, ${words}`, { wanted, count: CHAIN }),
    );
  }
  const large = layered({ packs: 10_000, wanted: 1 }).packs;
  const { packs: few } = alone(FEW);
  const index = registry.add('large', { ...large, ...few });
  await withService(index, async (service) => {
    const request = { wanted: Object.keys(few), count: FEW };
    await row(service, `${FEW} packs of an index of ${(index.bytes / 1e6).toFixed(0)} MB, for the first time`, request);
    await delay(EXPIRED_MS);
    await row(service, 'the same again, when the index has not changed', { ...request, parameters: { force: true } });
  });
} finally {
  registry.close();
  await cleanUp();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\nLoad of the machine: ${loadavg()[0].toFixed(1)}`);

async function withService(index, work) {
  services.options.settings = { PACKYARD_REGISTRIES: index.url, PACKYARD_REGISTRY_TTL_SECONDS: '1' };
  const service = await services.start('embedded');
  try {
    await work(service);
  } finally {
    await service.stop();
  }
}

async function row(service, what, { wanted, count, parameters }) {
  const { client, databaseUrl } = service;
  const sentBefore = registry.sent.bytes;
  await maxStallMs(client);
  const startedAt = performance.now();
  const id = await client.submit(wanted, parameters);
  await client.end(id);
  const seconds = (performance.now() - startedAt) / 1000;
  const stall = await maxStallMs(client);
  const { status, packs } = await client.execution(id);
  const completed = packs.filter((pack) => pack.status === 'completed').length;
  if (status !== 'completed' || completed !== count) {
    throw new Error(`${what}: ${status}, with ${completed} of ${count}: ${JSON.stringify(packs[0]?.error)}`);
  }
  const stages = new Map((await ask(databaseUrl, STAGES_OF, [id])).map((one) => [one.stage, Number(one.seconds)]));
  const times = [seconds, stages.get('download'), stages.get('resolve'), stages.get('register')];
  const sent = (registry.sent.bytes - sentBefore) / 1e6;
  const figures = [...times.map((time) => time.toFixed(2)), stall.toFixed(0), memoryOf(service), sent.toFixed(1)];
  console.log(`| ${[what, ...figures].join(' | ')} |`);
}

/** Since the last question. */
async function maxStallMs(client) {
  const { text } = await client.send('/metrics');
  const [, seconds] = /^nodejs_eventloop_lag_max_seconds\S* (\S+)$/m.exec(text) ?? [];
  if (seconds === undefined) throw new Error('The service does not say how long its event loop was held up.');
  return Number(seconds) * 1000;
}

function memoryOf({ pids }) {
  const status = readFileSync(`/proc/${pids.standalone[0]}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024);
}
