import { execFileSync, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { childEnvironment, runCommand } from '@packyard/sandbox';
import { translateDatabaseTrouble } from '@packyard/schema';
import { TcpGate } from '@packyard/testing';
import { Queue } from 'bullmq';
import { Notifications } from '../../apps/gateway/src/notifications';
import { ListeningSession } from '../../libs/pipeline/src/queue/listening-session';
import { migrateQueues, selectQueueBackend } from '../../libs/pipeline/src/queue/queue-backend';
import { StageQueues } from '../../libs/pipeline/src/queue/stage-queues';
import { schemaOf } from '../../libs/schema/src/await-schema';
import { createDataSource } from '../../libs/schema/src/data-source';
import { SessionLocks } from '../../libs/schema/src/session-locks';
import { accepting, closedPort, raw } from './download-faults';
import type { Fault } from './download-calls';
import { SIGN_ON_CALLS } from './sign-on-calls';

/** A call to the outside with one thing wrong. */
export interface ExternalScenario {
  run: (signal: AbortSignal) => Promise<unknown>;
  /** What it answers or is refused with. */
  ends: RegExp;
  close?: () => unknown;
}

export interface ExternalCall {
  name: string;
  /** How it goes wrong; why it can't, as a text. */
  faults: Record<Fault, ((databaseUrl: string) => Promise<ExternalScenario>) | string>;
}

const SLOW_MS = 300;
const MAX_SILENCE_MS = 1000;
const NO_SIGNAL = 'nobody can give it up: it has a limit of its own';

const program =
  (script: string, ends: RegExp, command = 'sh') =>
  (): Promise<ExternalScenario> =>
    Promise.resolve({
      ends,
      run: async (signal) => {
        const environment = childEnvironment({});
        const order = { command, args: ['-c', script], workingFolder: '/', environment, signal };
        const { exitCode, stdout } = await runCommand(order);
        return `exit ${exitCode ?? 'by a signal'}: ${stdout}`;
      },
    });

type Struck = (gate: TcpGate) => void;
const slow: Struck = (between) => between.slow(SLOW_MS);

/** One statement of a pool that was opened while all was well. */
const statement =
  (sql: string, ends: RegExp, strike: Struck, duringMs?: number) =>
  async (databaseUrl: string): Promise<ExternalScenario> => {
    const between = await TcpGate.start(databaseUrl);
    const pool = await createDataSource(between.url, { maxQueryMs: MAX_SILENCE_MS }).initialize();
    if (duringMs === undefined) strike(between);
    return {
      ends,
      run: async () => {
        if (duringMs !== undefined) setTimeout(() => strike(between), duringMs);
        return JSON.stringify(
          await pool.query<unknown>(sql).catch((error: unknown) => {
            throw translateDatabaseTrouble(error) as Error;
          }),
        );
      },
      close: async () => {
        await between.close();
        await pool.destroy().catch(() => undefined);
      },
    };
  };

/** A lock that is taken past a pooler, which is not asked here. */
const locked =
  (ends: RegExp, strike: Struck, isStruckWithin = false) =>
  async (databaseUrl: string): Promise<ExternalScenario> => {
    const between = await TcpGate.start(databaseUrl);
    const pool = createDataSource(databaseUrl);
    const locks = new SessionLocks(pool, between.url, MAX_SILENCE_MS);
    if (!isStruckWithin) strike(between);
    const work = () => {
      if (isStruckWithin) strike(between);
      return Promise.resolve('done');
    };
    return {
      ends,
      run: () =>
        locks.alone(4711, work).catch((error: unknown) => {
          throw translateDatabaseTrouble(error) as Error;
        }),
      close: () => between.close(),
    };
  };

const schemaAt =
  (place: (databaseUrl: string) => Promise<{ url: string; close: () => unknown }>, ends: RegExp) =>
  async (databaseUrl: string): Promise<ExternalScenario> => {
    const { url, close } = await place(databaseUrl);
    const { port } = new URL(url);
    const own = new URL(databaseUrl);
    own.port = port;
    return { ends, run: async () => JSON.stringify(await schemaOf(own.href)), close };
  };

/** Hears a notification although the connection for them was struck meanwhile. */
const heard =
  (strike: Struck, ends: RegExp, reopenAfterMs?: number) =>
  async (databaseUrl: string): Promise<ExternalScenario> => {
    const between = await TcpGate.start(databaseUrl);
    const notifications = new Notifications(new ListeningSession(between.url, MAX_SILENCE_MS));
    const all: (string | undefined)[] = [];
    let woken: () => void = () => undefined;
    notifications.listen('fault', (payload) => {
      all.push(payload);
      woken();
    });
    return {
      ends,
      run: async () => {
        await notifications.onModuleInit();
        const waiting = new Promise<void>((resolve) => (woken = resolve));
        strike(between);
        if (reopenAfterMs !== undefined) setTimeout(() => between.open(), reopenAfterMs);
        if (reopenAfterMs === undefined) await notifications.notify('fault', 'told');
        await waiting;
        return all.map((payload) => payload ?? 'look again').join();
      },
      close: async () => {
        await notifications.onModuleDestroy();
        await between.close();
      },
    };
  };

/** A task that is due: whatever becomes of its job, nobody is kept waiting, and nothing is thrown. */
const queued =
  (strike: Struck) =>
  async (databaseUrl: string): Promise<ExternalScenario> => {
    await migrateQueues({ databaseUrl });
    const between = await TcpGate.start(databaseUrl);
    const connection = selectQueueBackend({ databaseUrl: between.url });
    const queue = new Queue('download', { connection });
    queue.on('error', () => undefined);
    await queue.waitUntilReady();
    const queues = new StageQueues(queue as never, queue as never, queue as never, queue as never);
    const task = { executionId: 1, taskId: 1, jobNumber: 1, stage: 'download', dueAt: new Date() };
    return {
      ends: /^went on$/,
      run: async () => {
        strike(between);
        await queues.add([task as never]);
        return 'went on';
      },
      close: async () => {
        await between.close();
        // It has nobody left to say goodbye to, and may wait for that.
        await Promise.race([queue.disconnect(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
      },
    };
  };

const CLI = join(__dirname, '../../bin/packyard.mjs');
const asked =
  (place: () => Promise<{ url: string; close: () => unknown }>, ends: RegExp) =>
  async (): Promise<ExternalScenario> => {
    const { url, close } = await place();
    return {
      ends,
      close,
      run: (signal) =>
        new Promise((resolve) => {
          const args = [CLI, '--api-url', new URL(url).origin, '--token', 'x', 'pack', 'list'];
          const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
          let said = '';
          for (const stream of [child.stdout, child.stderr])
            stream.on('data', (chunk: Buffer) => (said += String(chunk)));
          // Only by whoever has had enough: it asks several times before it gives up, in its own time.
          signal.addEventListener(
            'abort',
            () => (signal.reason as Error).name === 'TimeoutError' || child.kill('SIGINT'),
          );
          child.once('close', (code, killedBy) => resolve(`exit ${code ?? killedBy}: ${said}`));
        }),
    };
  };
const PAGE = { page: 1, page_size: 50, total_items: 0, total_pages: 0, has_previous: false, has_next: false };
const ANSWER = JSON.stringify({ items: [], data: [], pagination: PAGE });
const answering = (socket: Socket) =>
  socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`);

const UNREADY = /^NOT_READY/;

export const EXTERNAL_CALLS: readonly ExternalCall[] = [
  {
    name: 'a program',
    faults: {
      refused: program('', /can't be run/, '/no/such/program'),
      cut: program('kill -9 $$', /^exit by a signal/),
      slow: program('sleep 0.3; echo done', /^exit 0: done/),
      stalled: program('echo begun; exec sleep 300', /aborted due to timeout/),
      aborted: program('exec sleep 300', /enough/),
    },
  },
  {
    name: 'PostgreSQL, a statement',
    faults: {
      refused: statement('SELECT 1', UNREADY, (between) => between.refuse()),
      cut: statement('SELECT pg_sleep(30)', UNREADY, (between) => between.refuse(), 200),
      slow: statement('SELECT 1 AS one', /one/, slow),
      stalled: statement('SELECT 1', UNREADY, (between) => between.silence()),
      aborted: NO_SIGNAL,
    },
  },
  {
    name: 'PostgreSQL, a lock of a session',
    faults: {
      refused: locked(UNREADY, (between) => between.refuse()),
      cut: locked(/^done$/, (between) => between.open(), true),
      slow: locked(/^done$/, slow),
      stalled: locked(/^done$/, (between) => between.silence(), true),
      aborted: NO_SIGNAL,
    },
  },
  {
    name: 'PostgreSQL, the schema',
    faults: {
      refused: schemaAt(closedPort, /NOT_READY/),
      cut: schemaAt(() => accepting((socket) => void socket.destroy()), /NOT_READY/),
      slow: schemaAt(slowly, /"kind":/),
      stalled: schemaAt(() => accepting(() => undefined), /NOT_READY/),
      aborted: NO_SIGNAL,
    },
  },
  {
    name: 'PostgreSQL, notifications',
    faults: {
      refused: heard((between) => between.refuse(), /^look again$/, 500),
      cut: heard((between) => between.open(), /^look again$/, SLOW_MS),
      slow: heard(slow, /^told$/),
      stalled: heard((between) => between.silence(), /^look again$/, 2 * MAX_SILENCE_MS + 500),
      aborted: NO_SIGNAL,
    },
  },
  {
    name: 'the queues',
    faults: {
      refused: queued((between) => between.refuse()),
      cut: queued((between) => between.open()),
      slow: queued(slow),
      stalled: queued((between) => between.silence()),
      aborted: NO_SIGNAL,
    },
  },
  {
    name: 'the service, by the command line',
    faults: {
      refused: asked(closedPort, /^exit [1-9]\d*: .*ECONNREFUSED/s),
      cut: asked(() => raw((socket) => socket.write('HTTP/1.1 2', () => socket.destroy())), /^exit [1-9]\d*: .*\S/s),
      slow: asked(() => raw((socket) => void setTimeout(() => answering(socket), SLOW_MS)), /^exit 0: /),
      stalled: 'whoever waits for an answer ends it: an installation may take hours',
      aborted: asked(() => raw(() => undefined), /^exit (130|SIGINT): /),
    },
  },
  ...SIGN_ON_CALLS,
];

/** What is behind it answers, each time a little later. */
async function slowly(databaseUrl: string): Promise<{ url: string; close: () => unknown }> {
  const between = await TcpGate.start(databaseUrl);
  between.slow(SLOW_MS);
  return { url: between.url, close: () => between.close() };
}

/** Of this process, other than what the test runner needs. */
export function childrenLeft(): string[] {
  const list = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return list.split('\n').filter((line) => /sleep 300|bin\/packyard/.test(line));
}
