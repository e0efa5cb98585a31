import { spawn } from 'node:child_process';
import { eventually, listenOnLoopback } from '@packyard/testing';
import { Redis } from 'ioredis';
import { createServer } from 'node:net';

export interface RedisOfRun {
  url: string;
  /** False where there is no Redis: then nobody listens at the URL. */
  isThere: boolean;
  stop(): void;
}

/** A Redis of the test's own where the program is installed: other tests use the databases of the run's. */
export async function redisOfRun(): Promise<RedisOfRun> {
  const own = await ownRedis();
  const given = process.env['PACKYARD_TEST_REDIS_URL'];
  return own.isThere || given === undefined ? own : { url: `${given}/0`, isThere: true, stop: () => undefined };
}

export async function ownRedis(): Promise<RedisOfRun> {
  const server = await listenOnLoopback(createServer());
  const { port } = new URL(server.url);
  await server.close();
  const url = `redis://127.0.0.1:${port}`;
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const program = spawn('redis-server', args, { stdio: 'ignore' });
  const isThere = await new Promise<boolean>((resolve) => {
    program.once('error', () => resolve(false));
    program.once('spawn', () => resolve(true));
  });
  if (isThere) await eventually(() => answers(url));
  return { url, isThere, stop: () => void program.kill('SIGKILL') };
}

async function answers(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
