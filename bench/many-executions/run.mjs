// A hundred thousand executions later: how long lists and the board's pages take, how large tables are, and whether anybody
// waits for a lock of the maintenance while it makes them small again. A few executions really happen; the others are copies
// of their rows.
//
//   npm run build && node bench/many-executions/run.mjs [--executions 100000] [--queue redis|postgres]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { percentile, timed } from '../service/statistics.mjs';
import { cleanUp, onCleanup } from '../service/cleanup.mjs';
import { isBuilt } from '../service/test-bed/dist.mjs';
import { findMissingRedis } from '../service/test-bed/redis.mjs';
import { copyExecutions } from './copy-executions.mjs';
import { LockWatch } from './lock-watch.mjs';

const { values } = parseArgs({
  options: {
    executions: { type: 'string', default: '100000' },
    queue: { type: 'string', default: findMissingRedis() === undefined ? 'redis' : 'postgres' },
    samples: { type: 'string', default: '60' },
  },
});
if (!isBuilt()) throw new Error('Packyard is not built yet: run `npm run build` first.');
const { Cluster } = await import('../endurance/cluster.mjs');

const APPS = ['gateway', 'downloader', 'resolver', 'env-builder', 'registrar'];
const KEEP_ALL = { PACKYARD_KEEP_EXECUTIONS: '10000000', PACKYARD_MAINTENANCE_SECONDS: '86400' };
const POLICY = { PACKYARD_MAINTENANCE_SECONDS: '2' };
const KEPT = 10_000;
const ORIGINALS = 20;
const MAX_MS = 200;
const TABLES = ['execution', 'execution_pack', 'execution_pack_environment', 'task', 'execution_event', 'audit_event'];
const ROUTES = {
  'list, first page': '/api/v1/executions',
  'list, 100 a page': '/api/v1/executions?per_page=100',
  'list, page 400': '/api/v1/executions?page=400',
  'list by status': '/api/v1/executions?status=failed',
  'list by action': '/api/v1/executions?action_ref=core.*',
  'list by result': '/api/v1/executions?result_contains=pack_7',
  'counts by status': '/api/v1/executions/stats',
  'one execution': '/api/v1/executions/LAST',
  packs: '/api/v1/packs',
  audit: '/api/v1/audit',
  'audit of a pack': '/api/v1/audit?subject=pack%20pack_1',
  generations: '/api/v1/generations',
  'board, overview': '/queues/api/queues',
  'board, finished jobs': '/queues/api/queues?activeQueue=register&status=completed&page=1&jobsPerPage=10',
};

const say = (line) => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'packyard-history-'));
onCleanup(async () => rmSync(folder, { recursive: true, force: true }));
let isGood = false;
try {
  isGood = await measure();
} finally {
  await cleanUp();
}
process.exit(isGood ? 0 : 1);

async function measure() {
  const cluster = await Cluster.start({ folder, queue: values.queue, apps: APPS, settings: KEEP_ALL });
  for (let number = 1; number <= ORIGINALS; number += 1) await install(cluster, number);
  const seconds = (await timed(() => copyExecutions(cluster, Number(values.executions)))) / 1000;
  say(`${values.executions} executions, made in ${seconds.toFixed(0)} s; queues on ${values.queue}\n`);
  const full = { rows: await rowsOf(cluster), times: await timesOf(cluster) };
  await cluster.restartWith(POLICY);
  const cleaning = await whileCleaning(cluster);
  await cluster.query('VACUUM ANALYZE');
  const bounded = { rows: await rowsOf(cluster), times: await timesOf(cluster) };
  print({ full, cleaning, bounded });
  const isFast = Object.values(bounded.times).every(({ p95 }) => p95 < MAX_MS);
  const isBounded = bounded.rows.execution <= KEPT + ORIGINALS + cleaning.installs;
  return isFast && isBounded && cleaning.blocked === 0;
}

async function install(cluster, number) {
  const packs = [1, 2, 3].map((offset) => cluster.origin.urlOf(`pack_${(number + offset) % 10}`, `1.0.${number}`));
  const body = JSON.stringify({ action: 'core.install_packs', parameters: { packs } });
  const { id } = (await call(cluster, '/api/v1/executions', { method: 'POST', body })).data;
  for (;;) {
    const { finished_at: finishedAt, status } = (await call(cluster, `/api/v1/executions/${id}`)).data;
    if (finishedAt !== null) {
      if (status !== 'completed') throw new Error(`Execution ${id} is ${status}`);
      return;
    }
    await delay(50);
  }
}

/** Users go on installing and looking while rows go. */
async function whileCleaning(cluster) {
  const watch = await LockWatch.start(cluster);
  const state = { isOver: false, installs: 0 };
  const list = [];
  const users = [
    (async () => {
      for (; !state.isOver; state.installs += 1) await install(cluster, 1000 + state.installs);
    })(),
    (async () => {
      while (!state.isOver) list.push(await timed(() => call(cluster, '/api/v1/executions')));
    })(),
  ];
  const milliseconds = await timed(async () => {
    while ((await rowsOf(cluster)).execution > KEPT + ORIGINALS + state.installs) await delay(200);
  });
  state.isOver = true;
  await Promise.all(users);
  return { seconds: milliseconds / 1000, installs: state.installs, list, ...(await watch.stop()) };
}

async function timesOf(cluster) {
  const [{ last }] = await cluster.query('SELECT max(id) AS last FROM execution');
  const times = {};
  for (const [name, route] of Object.entries(ROUTES)) {
    const path = route.replace('LAST', last);
    await call(cluster, path);
    const samples = [];
    for (let sample = 0; sample < Number(values.samples); sample += 1)
      samples.push(await timed(() => call(cluster, path)));
    times[name] = { p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) };
  }
  return times;
}

async function rowsOf(cluster) {
  const counts = TABLES.map((table) => `(SELECT count(*) FROM ${table})::integer AS ${table}`);
  return (await cluster.query(`SELECT ${counts.join(', ')}`))[0];
}

async function call(cluster, path, init = {}) {
  const headers = {
    authorization: `Bearer ${cluster.token}`,
    ...(init.body ? { 'content-type': 'application/json' } : {}),
  };
  const response = await fetch(`${cluster.url}${path}`, { ...init, headers });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

function print({ full, cleaning, bounded }) {
  say('| rows | all kept | after cleaning |\n| --- | --: | --: |');
  for (const table of TABLES) say(`| ${table} | ${full.rows[table]} | ${bounded.rows[table]} |`);
  say('\n| milliseconds | all kept: p50 | p95 | after cleaning: p50 | p95 |\n| --- | --: | --: | --: | --: |');
  const shown = ({ p50, p95 }) => `${p50.toFixed(0)} | ${p95.toFixed(0)}`;
  for (const name of Object.keys(ROUTES))
    say(`| ${name} | ${shown(full.times[name])} | ${shown(bounded.times[name])} |`);
  const { seconds, installs, list, samples, waits, blocked } = cleaning;
  say(`\nCleaning took ${seconds.toFixed(0)} s, with ${installs} installs meanwhile.`);
  say(
    `Lists meanwhile: p50 ${percentile(list, 0.5).toFixed(0)} ms, p95 ${percentile(list, 0.95).toFixed(0)} ms of ${list.length}.`,
  );
  say(
    `Looked ${samples} times at who waits for a lock: ${waits} sessions did, ${blocked} of them for the maintenance.`,
  );
}
