// A service, a registry of containers, and agents, on loopback.
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { saying, startChild } from '../service/test-bed/child.mjs';
import { Services } from '../service/test-bed/service.mjs';

const COMMAND = fileURLToPath(new URL('../../bin/packyard.mjs', import.meta.url));
const REGISTRY_READY = /listening on (127\.0\.0\.1:\d+)/;
const LOOK_MS = 5;
const MAX_MS = 600_000;
// As they are by default: what they stop, they stop here.
const LIMITS = { PACKYARD_RATE_LIMIT_READS: '6000', PACKYARD_RATE_LIMIT_WRITES: '600' };

export function hasRegistry() {
  return spawnSync('docker-registry', ['--version']).status === 0;
}

export class Fleet {
  stops = [];

  constructor(folder) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** `store`: with a registry that content is kept in. */
  async start({ store, settings = {} }) {
    if (store) this.content = { PACKYARD_CONTENT_STORE: `oci+http://${await this.startRegistry()}/packyard` };
    const roots = { PACKYARD_LOCAL_ROOTS: this.folder, PACKYARD_WRITE_ROOTS: this.folder };
    const options = { folder: this.folder, settings: { ...LIMITS, ...roots, ...this.content, ...settings } };
    this.service = await new Services(options).start('embedded');
    this.stops.push(() => this.service.stop());
    this.client = this.service.client;
    this.database = new pg.Client({ connectionString: this.service.databaseUrl, application_name: 'bench' });
    // When the bench is interrupted, its PostgreSQL may end first.
    this.database.on('error', () => undefined);
    await this.database.connect();
    this.stops.push(() => this.database.end());
  }

  async stop() {
    for (const stop of this.stops.reverse()) await stop();
  }

  async startRegistry() {
    const config = join(this.folder, 'registry.yml');
    const data = join(this.folder, 'registry');
    mkdirSync(data);
    writeFileSync(
      config,
      `version: 0.1\nlog:\n  level: info\nstorage:\n  filesystem:\n    rootdirectory: ${data}\nhttp:\n  addr: 127.0.0.1:0\n`,
    );
    const registry = startChild('docker-registry', ['serve', config]);
    this.stops.push(registry.stop);
    const [, host] = await saying(registry, REGISTRY_READY);
    return host;
  }

  /** One for each name: rows as the service would make them, since it makes no more than a limit of them in a minute. */
  async tokens(names) {
    const made = names.map((name) => ({ name, token: randomBytes(24).toString('base64url') }));
    const hashes = made.map(({ token }) => createHash('sha256').update(token).digest());
    await this.database.query(
      `INSERT INTO api_token (name, scope, hash, kind) SELECT name, 'agent', hash, 'token'
       FROM unnest($1::text[], $2::bytea[]) AS made (name, hash)`,
      [names, hashes],
    );
    return made;
  }

  /** A real one, as a process. What is shown no more goes at once, unless it keeps some. */
  async startAgent(name, keep = 1) {
    const [{ token }] = await this.tokens([name]);
    const home = join(this.folder, `home-of-${name}`);
    const args = ['agent', '--name', name, '--folder', home, '--keep', String(keep), '--keep-minutes', '0'];
    const env = { PATH: process.env.PATH, HOME: home, PACKYARD_URL: this.client.url, PACKYARD_TOKEN: token };
    const agent = startChild(process.execPath, [COMMAND, ...args], {
      env: { ...env, ...this.content, PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8' },
    });
    this.stops.push(agent.stop);
    return { home, output: agent.output, pid: agent.pid, stop: agent.stop };
  }

  /** When the agent's one link leads to the latest generation. */
  async shown({ home, output }) {
    const [{ id }] = (await this.database.query('SELECT max(id) AS id FROM generation')).rows;
    const until = performance.now() + MAX_MS;
    while (generationShown(home) !== id) {
      if (performance.now() > until) throw new Error(`Generation ${id} is not shown: ${output()}`);
      await delay(LOOK_MS);
    }
  }

  async execute(action, parameters) {
    const { id } = await this.client.call('/api/v1/executions', { action, parameters });
    await this.client.end(id);
    const execution = await this.client.execution(id);
    if (execution.status !== 'completed') throw new Error(`${action}: ${JSON.stringify(execution.packs)}`);
    return execution;
  }
}

/** `packs` leads to `generations/<generation>-<hash>/packs`. */
function generationShown(home) {
  try {
    return Number.parseInt(basename(dirname(readlinkSync(join(home, 'packs')))), 10);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

export async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
