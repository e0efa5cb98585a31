// A PostgreSQL for separate processes: the binary that Packyard brings, with the settings it has by itself.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { startChild } from './child.mjs';
import { built } from './dist.mjs';

const require = createRequire(import.meta.url);
const { findPostgresBinaries } = require(built('apps/standalone/src/embedded-postgres/postgres-binaries.js'));
const { findUnprivilegedUser } = require(built('apps/standalone/src/embedded-postgres/unprivileged-user.js'));
const USER = 'packyard';
// Four of each worker have more sessions than Packyard's own cluster admits.
const MAX_SESSIONS = 500;
// Ten minutes: recovering after a crash is slow on a busy machine.
const MAX_ATTEMPTS = 6000;

export function postgresVersion() {
  return /\d[\d.]*/.exec(execFileSync(findPostgresBinaries().postgres, ['--version'], { encoding: 'utf8' }))?.[0];
}

export async function startPostgres(folder, { preload = '' } = {}) {
  const password = randomBytes(12).toString('hex');
  const data = join(folder, 'cluster');
  const passwordFile = join(folder, 'cluster-password');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const user = findUnprivilegedUser();
  if (user !== undefined) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid);
  const { initdb, postgres } = findPostgresBinaries();
  const initialised = run(user, initdb, [
    ...[`--pgdata=${data}`, `--username=${USER}`, `--pwfile=${passwordFile}`],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
  ]);
  if ((await initialised.gone) !== 0) throw new Error(`initdb failed: ${initialised.output()}`);
  const port = await freePort();
  const settings = [
    ...['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', `max_connections=${MAX_SESSIONS}`],
    `shared_preload_libraries=${preload}`,
  ];
  const launch = () => run(user, postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]);
  let server = launch();
  const url = `postgresql://${USER}:${password}@127.0.0.1:${port}`;
  await accepting(`${url}/postgres`, server);
  /** An immediate shutdown, which flushes nothing; and again as it was. */
  const crash = async () => {
    server.child.kill('SIGQUIT');
    await server.gone;
    await server.stop();
    server = launch();
    await accepting(`${url}/postgres`, server);
  };
  return { pid: server.pid, stop: server.stop, crash, urlOf: (database) => `${url}/${database}` };
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs one statement in a session of its own. */
export async function ask(url, sql, values = []) {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function run(user, program, args) {
  const [first, ...rest] = [...(user?.prefix ?? []), program, ...args];
  const identity = user !== undefined && user.prefix.length === 0 ? { uid: user.uid, gid: user.gid } : {};
  const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  // Not in our process group: Ctrl-C is for us, and those who use the server end first.
  return startChild(first, rest, { cwd: '/', env: environment, detached: true, signal: 'SIGINT', ...identity });
}

async function accepting(url, server) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask(url, 'SELECT 1');
    } catch (error) {
      if (attempt > MAX_ATTEMPTS || server.child.exitCode !== null) throw new Error(server.output(), { cause: error });
      await delay(100);
    }
  }
}
