// A gateway, two of each worker, PostgreSQL and Redis as processes, and a supervisor that starts again whatever ends.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onCleanup } from '../service/cleanup.mjs';
import { startChild } from '../service/test-bed/child.mjs';
import { mainOf, withoutRateLimits } from '../service/test-bed/dist.mjs';
import { ask, freePort, startPostgres } from '../service/test-bed/postgres.mjs';
import { startRedis } from '../service/test-bed/redis.mjs';
import { startOrigin } from './origin.mjs';

const APPS = ['gateway', 'downloader', 'downloader', 'resolver', 'resolver', 'env-builder', 'registrar', 'registrar'];
const SETTINGS = {
  PACKYARD_LEASE_SECONDS: '5',
  PACKYARD_SWEEP_SECONDS: '1',
  PACKYARD_MAINTENANCE_SECONDS: '5',
  PACKYARD_KEEP_GENERATIONS: '20',
  PACKYARD_KEEP_UNUSED_ENVIRONMENT_HOURS: '0',
  // Whatever is killed counts as a failure that may heal.
  PACKYARD_MAX_ATTEMPTS: '50',
};
const RESTART_MS = 300;
// Only to end when it can't become ready at all: on a busy machine ten processes take minutes to start.
const MAX_START_MS = 15 * 60_000;
const LAST_LINES = 5;

export class Cluster {
  children = new Map();
  isStopping = false;

  static async start(options) {
    const cluster = new Cluster(options);
    await cluster.open();
    return cluster;
  }

  /** `apps` and `settings` instead of those that are usual here. */
  constructor({ folder, queue, apps = APPS, settings = SETTINGS }) {
    this.apps = apps;
    this.settings = settings;
    this.folder = folder;
    this.home = join(folder, 'home');
    this.queue = queue;
  }

  async open() {
    mkdirSync(this.home, { recursive: true });
    this.origin = await startOrigin();
    this.postgres = await startPostgres(this.folder);
    await ask(this.postgres.urlOf('postgres'), 'CREATE DATABASE endurance');
    this.databaseUrl = this.postgres.urlOf('endurance');
    if (this.queue === 'redis') this.redis = await startRedis(join(this.folder, 'redis'));
    this.port = await freePort();
    const migration = spawnSync(process.execPath, [mainOf('migrate')], {
      env: this.environment(),
      encoding: 'utf8',
    });
    if (migration.status !== 0) throw new Error(migration.stderr);
    onCleanup(() => this.stop());
    for (const [index, app] of this.apps.entries()) this.keepUp(`${app}-${index}`, app);
    await this.everybodyReady();
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get token() {
    return readFileSync(join(this.home, 'admin-token'), 'utf8').trim();
  }

  /** What may be killed: each app as often as there are processes of it. */
  victims() {
    return [...this.children.keys(), 'postgres', ...(this.redis === undefined ? [] : ['redis'])];
  }

  async kill(name) {
    if (name === 'postgres') await this.postgres.crash();
    else if (name === 'redis') await this.redis.crash();
    else this.children.get(name)?.child.kill('SIGKILL');
  }

  /** All processes end and come back with other settings. */
  async restartWith(settings) {
    this.settings = settings;
    const former = [...this.children.values()];
    await Promise.all(former.map((child) => child.stop()));
    while ([...this.children.values()].some((child) => former.includes(child))) await delay(100);
    await this.everybodyReady();
  }

  /** The gateway answers, and so do database and queues. */
  async everybodyReady() {
    const until = Date.now() + MAX_START_MS;
    for (;;) {
      const isReady = await fetch(`${this.url}/health/ready`).then(
        (response) => response.ok,
        () => false,
      );
      if (isReady) return;
      if (Date.now() > until) throw new Error(`The service is not ready again.\n${this.lastWords()}`);
      await delay(200);
    }
  }

  /** What each process said last. */
  lastWords() {
    return [...this.children.keys()]
      .map(
        (name) =>
          `${name}: ${read(join(this.folder, `${name}.log`))
            .trimEnd()
            .split('\n')
            .slice(-LAST_LINES)
            .join('\n  ')}`,
      )
      .join('\n');
  }

  async stop() {
    this.isStopping = true;
    await Promise.all([...this.children.values()].map((child) => child.stop()));
  }

  query(sql, values) {
    return ask(this.databaseUrl, sql, values);
  }

  /** Processes that outlived the service, as far as the system tells. */
  leftProcesses() {
    return pids().flatMap((pid) => {
      const words = read(`/proc/${pid}/environ`);
      if (!words.includes(`PACKYARD_HOME=${this.home}`) && !words.includes(this.home)) return [];
      return [`process ${pid} is still there: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`];
    });
  }

  keepUp(name, app) {
    if (this.isStopping) return;
    const child = startChild(process.execPath, [mainOf(app)], { env: this.environment() });
    const log = join(this.folder, `${name}.log`);
    for (const stream of [child.child.stdout, child.child.stderr])
      stream.on('data', (chunk) => appendFileSync(log, chunk));
    this.children.set(name, child);
    void child.gone.then(async () => {
      await child.stop();
      if (!this.isStopping) await delay(RESTART_MS);
      this.keepUp(name, app);
    });
  }

  environment() {
    return {
      PATH: process.env.PATH,
      HOME: this.home,
      PACKYARD_HOME: this.home,
      PACKYARD_PORT: String(this.port ?? 0),
      PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
      ...this.settings,
      DATABASE_URL: this.databaseUrl,
      ...(this.redis === undefined ? {} : { REDIS_URL: this.redis.url }),
      ...withoutRateLimits(),
    };
  }
}

function pids() {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  } catch {
    return [];
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
