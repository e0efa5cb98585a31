// On what it was measured.
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { postgresVersion } from './test-bed/postgres.mjs';

export function describeMachine() {
  const [{ model }] = cpus();
  return [
    `${availableParallelism()} processors (${model.trim()})`,
    `${Math.round(totalmem() / 1024 ** 3)} GiB of memory`,
    `load ${loadavg()[0].toFixed(1)} before`,
    `Node.js ${process.versions.node}`,
    `PostgreSQL ${postgresVersion()}`,
    `Redis ${redisVersion() ?? 'absent'}`,
  ].join(', ');
}

function redisVersion() {
  try {
    return /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}
