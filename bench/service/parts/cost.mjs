// What a pack costs, and what a process that does nothing holds.
import { setTimeout as delay } from 'node:timers/promises';
import { readCounters, workBetween } from '../gauges/counters.mjs';
import { memory } from '../gauges/processes.mjs';

const PACKS = 100;
const IDLE_MS = 15_000;

export async function measureCost({ service, origin, options, report }) {
  const costs = [];
  const resting = [];
  for (let run = 0; run < options.runs; run += 1) {
    const idle = await readCounters(service);
    await delay(IDLE_MS);
    resting.push(memoryOf(service));
    const before = await readCounters(service);
    await service.client.install(origin.packs(PACKS));
    costs.push(workBetween(idle, before, await readCounters(service)));
  }
  const aPack = (name) => costs.map((cost) => cost[name] / PACKS);
  report({ what: 'transactions for a pack', unit: '', values: aPack('commits'), goal: '≤ 8' });
  report({ what: 'row writes for a pack', unit: '', values: aPack('rows') });
  report({ what: "Node.js's processor time for a pack", unit: 'ms', values: aPack('node') });
  report({ what: "PostgreSQL's processor time for a pack", unit: 'ms', values: aPack('postgres') });
  if (service.redis !== undefined)
    report({ what: "Redis's processor time for a pack", unit: 'ms', values: aPack('redis') });
  for (const app of Object.keys(service.pids)) {
    const goal = app === 'standalone' || app === 'gateway' ? '' : '≤ 120';
    report({ what: `idle memory, ${app}, resident`, unit: 'MB', values: resting.map((held) => held[app].rss), goal });
    report({ what: `idle memory, ${app}, its share`, unit: 'MB', values: resting.map((held) => held[app].pss) });
  }
}

function memoryOf(service) {
  return Object.fromEntries(Object.entries(service.pids).map(([app, [pid]]) => [app, memory(pid)]));
}
