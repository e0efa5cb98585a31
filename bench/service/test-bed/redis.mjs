// A real Redis, with the settings of docker-compose.yml.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { saying, startChild } from './child.mjs';
import { freePort } from './postgres.mjs';

export function findMissingRedis() {
  if (spawnSync('redis-server', ['--version']).status === 0) return undefined;
  return 'There is no redis-server: install it (Debian: apt-get install redis-server), or choose --queue postgres.';
}

export async function startRedis(folder) {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const settings = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...settings];
  const launch = async () => {
    const started = startChild('redis-server', args, { detached: true });
    await saying(started, /Ready to accept connections/);
    return started;
  };
  let server = await launch();
  /** Without a warning; and again as it was. */
  const crash = async () => {
    server.child.kill('SIGKILL');
    await server.gone;
    await server.stop();
    server = await launch();
  };
  return { crash, pid: server.pid, url: `redis://127.0.0.1:${port}`, stop: server.stop, folder: join(folder) };
}
