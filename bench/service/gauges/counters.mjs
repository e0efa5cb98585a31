// What PostgreSQL has counted in a database, and what the processes have used.
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../test-bed/postgres.mjs';
import { processorTime, treeProcessorTime } from './processes.mjs';

// A session that has nothing to do hands in its counts after ten seconds at the latest.
const SETTLE_MS = 12_000;
const COUNTERS = ['commits', 'writers', 'rows', 'node', 'postgres', 'redis'];

/** Commits, those that wrote, row writes and processor time so far, of a service that has nothing to do. */
export async function readCounters(service) {
  await delay(SETTLE_MS);
  const [{ commits, writers }] = await ask(
    service.databaseUrl,
    // Only a transaction that changes or locks something gets a number.
    `SELECT xact_commit::integer AS commits, pg_snapshot_xmax(pg_current_snapshot())::text::integer AS writers
     FROM pg_stat_database WHERE datname = current_database()`,
  );
  const [{ rows }] = await ask(
    service.databaseUrl,
    'SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::integer AS rows FROM pg_stat_user_tables',
  );
  const node = Object.values(service.pids)
    .flat()
    .reduce((total, pid) => total + processorTime(pid), 0);
  const redis = service.redis === undefined ? 0 : processorTime(service.redis);
  return { at: performance.now(), commits, writers, rows, node, postgres: treeProcessorTime(service.postgres), redis };
}

/** What happens anyway, for each millisecond, as two readings without work between them tell. */
export function restBetween(before, after) {
  return ofEach((name) => (after[name] - before[name]) / (after.at - before.at));
}

/** What happened between two readings beyond that. */
export function workBetween(rest, before, after) {
  return ofEach((name) => after[name] - before[name] - rest[name] * (after.at - before.at));
}

function ofEach(figure) {
  return Object.fromEntries(COUNTERS.map((name) => [name, figure(name)]));
}
