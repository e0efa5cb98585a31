import {
  type BackendFactory,
  type ConnectionOptions,
  type PostgresConnectionOptions,
  runMigrations,
  setDefaultBackendFactory,
} from 'bullmq';
import { Client } from 'pg';
import { ListeningSession } from './listening-session';
import { QueueConnection } from './queue-connection';
import { QueueSessions } from './queue-sessions';
import { SharedQueueBackend } from './shared-queue-backend';

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
export function selectQueueBackend(
  backend: QueueBackend,
  listening = new ListeningSession(backend.databaseUrl),
): ConnectionOptions {
  if (backend.redisUrl !== undefined) {
    setDefaultBackendFactory();
    return { url: backend.redisUrl, maxRetriesPerRequest: null };
  }
  setDefaultBackendFactory(onSharedSessions);
  const shared = { sessions: new QueueSessions(backend.databaseUrl, listening) };
  return shared;
}

/** Only workers have names, by which they are found. */
const onSharedSessions: BackendFactory<SharedQueueBackend, PostgresConnectionOptions> = (queue, options, kind = {}) => {
  const { sessions } = options.connection as unknown as { sessions: QueueSessions };
  const name = kind.withBlockingConnection === true ? queue : undefined;
  return new SharedQueueBackend(new QueueConnection(sessions), queue, options, true, name);
};
