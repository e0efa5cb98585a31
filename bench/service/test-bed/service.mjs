// Packyard as it is run: in one process with its own PostgreSQL, or the gateway and each worker as processes.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onCleanup } from '../cleanup.mjs';
import { saying, startChild } from './child.mjs';
import { Client } from './client.mjs';
import { mainOf, withoutRateLimits } from './dist.mjs';
import { ask, freePort, startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';

const WORKERS = ['downloader', 'resolver', 'env-builder', 'registrar'];
const READY = /^packyard ready (\S+)$/m;
const PROFILER = new URL('../profile/profiler.mjs', import.meta.url).href;
const PRELOAD = 'pg_stat_statements';

/** What they leave on the disk stays until the bench ends: deleting it would slow down who comes next (`gauges/file-cost.mjs`). */
export class Services {
  started = 0;

  /** `options`: folder, settings, queue, profile. */
  constructor(options) {
    this.options = options;
  }

  /** `layout` is embedded or processes, `workers` how many of each. */
  async start(layout, workers = 1) {
    this.started += 1;
    const name = `bench_${this.started}`;
    const folder = join(this.options.folder, name);
    mkdirSync(folder, { recursive: true });
    const order = { ...this.options, name, folder, workers };
    return layout === 'embedded' ? startEmbedded(order) : startProcesses(order, await this.cluster());
  }

  /** One PostgreSQL for all layouts of separate processes; each has a database of its own in it. */
  async cluster() {
    const { folder, profile } = this.options;
    return (this.shared ??= await startPostgres(folder, profile === undefined ? {} : { preload: PRELOAD }));
  }
}

async function startEmbedded(order) {
  let app = startApp('standalone', order);
  const [, address] = await saying(app, READY);
  let url = address;
  if (order.profile !== undefined) {
    await ask(embeddedCluster(order.folder).url, `ALTER SYSTEM SET shared_preload_libraries = '${PRELOAD}'`);
    await app.stop();
    app = startApp('standalone', order);
    [, url] = await saying(app, READY);
  }
  const { pid: postgres, url: databaseUrl } = embeddedCluster(order.folder);
  // Whoever kills the service leaves its PostgreSQL behind.
  const stopPostgres = onCleanup(async () => endIfThere(postgres));
  const client = new Client(url, tokenOf(order.folder));
  const stop = async () => {
    client.close();
    await app.stop();
    await stopPostgres();
  };
  return { client, databaseUrl, pids: { standalone: [app.pid] }, postgres, stop, folder: order.folder };
}

async function startProcesses(order, cluster) {
  await ask(cluster.urlOf('postgres'), `CREATE DATABASE ${order.name}`);
  const redis = order.queue === 'redis' ? await startRedis(join(order.folder, 'redis')) : undefined;
  const databaseUrl = cluster.urlOf(order.name);
  const environment = { DATABASE_URL: databaseUrl, ...(redis === undefined ? {} : { REDIS_URL: redis.url }) };
  migrate({ ...order, environment });
  const gateway = startApp('gateway', { ...order, environment });
  const [, url] = await saying(gateway, READY);
  const apps = { gateway: [gateway] };
  for (const worker of WORKERS) {
    apps[worker] = [];
    for (let number = 0; number < order.workers; number += 1) {
      const port = await freePort();
      const app = startApp(worker, { ...order, environment: { ...environment, PACKYARD_HEALTH_PORT: String(port) } });
      apps[worker].push({ ...app, healthUrl: `http://127.0.0.1:${port}/` });
    }
  }
  for (const app of WORKERS.flatMap((worker) => apps[worker])) await healthy(app);
  const client = new Client(url, tokenOf(order.folder));
  const stop = async () => {
    client.close();
    await Promise.all(Object.values(apps).flatMap((started) => started.map((app) => app.stop())));
    await redis?.stop();
  };
  const pids = Object.fromEntries(Object.entries(apps).map(([app, started]) => [app, started.map(({ pid }) => pid)]));
  return { client, databaseUrl, pids, postgres: cluster.pid, redis: redis?.pid, stop, folder: order.folder };
}

export function startApp(app, order) {
  const profiling = order.profile === undefined ? [] : ['--import', PROFILER];
  return startChild(process.execPath, [...profiling, mainOf(app)], { env: environmentOf(order) });
}

function environmentOf({ folder, settings, environment = {} }) {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    PACKYARD_HOME: folder,
    PACKYARD_PORT: '0',
    PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
    PACKYARD_BENCH_PROFILES: folder,
    ...withoutRateLimits(),
    ...environment,
    ...settings,
  };
}

function migrate(order) {
  const main = mainOf('migrate');
  const migration = spawnSync(process.execPath, [main], { env: environmentOf(order), encoding: 'utf8' });
  if (migration.status !== 0) throw new Error(migration.stderr);
}

function embeddedCluster(folder) {
  const [pid, , , port, socket] = readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n');
  const password = readFileSync(join(folder, 'postgres-password'), 'utf8').trim();
  const host = encodeURIComponent(socket);
  return { pid: Number(pid), url: `postgresql://packyard:${password}@127.0.0.1:${port}/packyard?host=${host}` };
}

function tokenOf(folder) {
  return readFileSync(join(folder, 'admin-token'), 'utf8').trim();
}

async function healthy(app) {
  for (let attempt = 0; ; attempt += 1) {
    if (app.child.exitCode !== null) throw new Error(app.output());
    const isWell = await fetch(app.healthUrl).then(
      (response) => response.ok,
      () => false,
    );
    if (isWell) return;
    if (attempt > 600) throw new Error(`No start in time: ${app.output()}`);
    await delay(100);
  }
}

function endIfThere(pid) {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It went with its service.
  }
}
