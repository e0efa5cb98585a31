import { isNativeError } from 'node:util/types';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { rememberConnecting } from './database-trouble';
import { cutConnection } from './time-limited-client';

const MAX_CONNECT_MS = 10_000;
const MAX_QUERY_MS = 10_000;

interface Session {
  query: (sql: string, parameters: unknown[]) => Promise<unknown>;
  leave: () => Promise<void>;
}

/**
 * Locks that live in a session and go with it, however its process ends. Where there is a pooler between,
 * they are taken past it, over a connection of their own.
 */
export class SessionLocks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly directUrl: string | undefined,
    private readonly maxQueryMs = MAX_QUERY_MS,
  ) {}

  /** Does the work unless somebody else holds the lock: then nothing is answered. */
  async alone<Result>(lock: number, work: () => Promise<Result>): Promise<Result | undefined> {
    const session = await this.enter();
    try {
      if (!(await isTaken(session, lock))) return undefined;
      try {
        return await work();
      } finally {
        // What was done is done; a session that is lost has lost its lock.
        await session.query('SELECT pg_advisory_unlock($1)', [lock]).catch(() => undefined);
      }
    } finally {
      await session.leave();
    }
  }

  private async enter(): Promise<Session> {
    if (this.directUrl !== undefined) return connected(this.directUrl, this.maxQueryMs);
    const runner = this.dataSource.createQueryRunner();
    return {
      query: async (sql, parameters) => ((await runner.query(sql, parameters)) as unknown[])[0],
      leave: () => runner.release(),
    };
  }
}

async function connected(connectionString: string, maxQueryMs: number): Promise<Session> {
  const client = new Client({
    connectionString,
    application_name: 'packyard',
    connectionTimeoutMillis: MAX_CONNECT_MS,
    query_timeout: maxQueryMs,
    keepAlive: true,
  });
  // What it fails with, the statement under way fails with.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    if (isNativeError(error)) rememberConnecting(error);
    throw error;
  });
  return {
    query: async (sql, parameters) => (await client.query(sql, parameters)).rows[0] as unknown,
    leave: () => {
      cutConnection(client);
      return Promise.resolve();
    },
  };
}

async function isTaken(session: Session, lock: number): Promise<boolean> {
  const answer = await session.query('SELECT pg_try_advisory_lock($1) AS held', [lock]);
  return (answer as { held: boolean } | undefined)?.held === true;
}
