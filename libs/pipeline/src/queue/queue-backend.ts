import { createPostgresBackend, type ConnectionOptions, runMigrations, setDefaultBackendFactory } from 'bullmq';
import { PreparedStatementsClient } from '@packyard/schema';
import { Client } from 'pg';
import { RefusingSocket } from './refusing-socket';

// Every queue and every worker has a pool of its own, and PostgreSQL admits a hundred connections unless told otherwise.
const POOL_SIZE = 4;
// What is lost of the queues when PostgreSQL is killed, the sweeper makes again from the rows of the tasks.
const WITHOUT_FSYNC_WAIT = '-c synchronous_commit=off';

export interface QueueBackend {
  databaseUrl: string;
  /** Absent: the queues live in the database. */
  redisUrl?: string | undefined;
}

/** Brings the tables of BullMQ's PostgreSQL backend up to date; nothing to do for Redis. */
export async function migrateQueues(backend: QueueBackend): Promise<void> {
  if (backend.redisUrl !== undefined) return;
  const client = new Client({ connectionString: backend.databaseUrl, application_name: 'packyard' });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

/**
 * Chooses where queues live and answers how to reach them. It must be called before any queue or worker is made,
 * because BullMQ keeps the choice in a global.
 */
export function selectQueueBackend(backend: QueueBackend): ConnectionOptions {
  if (backend.redisUrl !== undefined) {
    setDefaultBackendFactory();
    return { url: backend.redisUrl, maxRetriesPerRequest: null };
  }
  setDefaultBackendFactory(createPostgresBackend);
  return {
    connectionString: backend.databaseUrl,
    max: POOL_SIZE,
    options: WITHOUT_FSYNC_WAIT,
    stream: () => new RefusingSocket(),
    Client: PreparedStatementsClient,
  };
}
