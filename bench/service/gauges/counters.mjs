// What PostgreSQL has counted in a database, and what the processes have used.
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../world/postgres.mjs';
import { processorTime, treeProcessorTime } from './processes.mjs';

// A session that has nothing to do hands in its counts after ten seconds at the latest.
const SETTLE_MS = 12_000;

/** Commits, row writes and processor time so far, of a service that has nothing to do. */
export async function readCounters(service) {
  await delay(SETTLE_MS);
  const [{ commits }] = await ask(
    service.databaseUrl,
    'SELECT xact_commit::integer AS commits FROM pg_stat_database WHERE datname = current_database()',
  );
  const [{ rows }] = await ask(
    service.databaseUrl,
    'SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::integer AS rows FROM pg_stat_user_tables',
  );
  const node = Object.values(service.pids)
    .flat()
    .reduce((total, pid) => total + processorTime(pid), 0);
  const redis = service.redis === undefined ? 0 : processorTime(service.redis);
  return { at: performance.now(), commits, rows, node, postgres: treeProcessorTime(service.postgres), redis };
}

/** What happened between two readings beyond what happens anyway, as the reading before them tells. */
export function workBetween(idle, before, after) {
  const share = (after.at - before.at) / (before.at - idle.at);
  const beyondIdle = (name) => after[name] - before[name] - (before[name] - idle[name]) * share;
  return Object.fromEntries(['commits', 'rows', 'node', 'postgres', 'redis'].map((name) => [name, beyondIdle(name)]));
}
