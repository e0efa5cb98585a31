// What a pack costs, and what a process that does nothing holds.
import { setTimeout as delay } from 'node:timers/promises';
import { readCounters, restBetween, workBetween } from '../gauges/counters.mjs';
import { hasAccounts, memory } from '../gauges/processes.mjs';

const PACKS = 100;
const ASK_EVERY_MS = 1000;
const IDLE_MS = 15_000;

export async function measureCost({ service, origin, options, report }) {
  if (!hasAccounts())
    throw new Error('What a pack costs can be measured on Linux only: choose other parts with --only.');
  const [costs, followed, memories] = [[], [], []];
  for (let run = 0; run < options.runs; run += 1) {
    const first = await readCounters(service);
    await delay(IDLE_MS);
    memories.push(memoryOf(service));
    const before = await readCounters(service);
    const rest = restBetween(first, before);
    await service.client.installPolling(origin.packs(PACKS), ASK_EVERY_MS);
    const between = await readCounters(service);
    await service.client.install(origin.packs(PACKS));
    costs.push(workBetween(rest, before, between));
    followed.push(workBetween(rest, between, await readCounters(service)));
  }
  const aPack = (name, runs = costs) => runs.map((cost) => cost[name] / PACKS);
  report({ what: 'transactions for a pack', unit: '', values: aPack('commits'), goal: '≤ 8' });
  report({ what: 'transactions for a pack that write', unit: '', values: aPack('writers') });
  report({ what: 'transactions for a pack, its events followed', unit: '', values: aPack('commits', followed) });
  report({ what: 'row writes for a pack', unit: '', values: aPack('rows') });
  report({ what: "Node.js's processor time for a pack", unit: 'ms', values: aPack('node') });
  report({ what: "PostgreSQL's processor time for a pack", unit: 'ms', values: aPack('postgres') });
  if (service.redis !== undefined)
    report({ what: "Redis's processor time for a pack", unit: 'ms', values: aPack('redis') });
  for (const app of Object.keys(service.pids)) {
    const goal = app === 'standalone' || app === 'gateway' ? '' : '≤ 120';
    report({ what: `idle memory, ${app}, resident`, unit: 'MB', values: memories.map((held) => held[app].rss), goal });
    report({ what: `idle memory, ${app}, its share`, unit: 'MB', values: memories.map((held) => held[app].pss) });
  }
}

function memoryOf(service) {
  return Object.fromEntries(Object.entries(service.pids).map(([app, [pid]]) => [app, memory(pid)]));
}
