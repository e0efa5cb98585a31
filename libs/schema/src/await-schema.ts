import { setTimeout as delay } from 'node:timers/promises';
import { type PackyardError, UnavailableError } from '@packyard/contracts';
import { Client } from 'pg';
import { readSchemaState, type SchemaState, schemaMismatch } from './schema-state';

const PAUSE_MS = 500;
const MAX_CONNECT_MS = 5000;

export interface WaitOptions {
  /** How long to wait for the database to answer and to be migrated. */
  seconds: number;
  /** Is told at once what is waited for, and whenever that changes. */
  onWaiting: (reason: PackyardError) => Promise<void>;
}

/**
 * Returns when the database answers and its schema is the one of this version.
 * @throws UnavailableError SCHEMA_MISMATCH or NOT_READY when it does not in time
 */
export async function awaitSchema(databaseUrl: string, { seconds, onWaiting }: WaitOptions): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  let told = '';
  for (;;) {
    const problem = await problemOf(databaseUrl);
    if (problem === undefined) return;
    if (performance.now() >= deadline) throw problem;
    if (problem.message !== told) await onWaiting(problem);
    told = problem.message;
    await delay(PAUSE_MS);
  }
}

/** Nothing when there is no database that answers. */
export async function schemaOf(databaseUrl: string): Promise<SchemaState> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'packyard schema',
    connectionTimeoutMillis: MAX_CONNECT_MS,
    query_timeout: MAX_CONNECT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await readSchemaState(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows);
  } catch (cause) {
    throw unreachable(databaseUrl, cause);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function problemOf(databaseUrl: string): Promise<UnavailableError | undefined> {
  try {
    return schemaMismatch(await schemaOf(databaseUrl));
  } catch (error) {
    if (error instanceof UnavailableError) return error;
    throw error;
  }
}

function unreachable(databaseUrl: string, cause: unknown): UnavailableError {
  const { code, message } = cause as { code?: string; message?: string };
  const { hostname, port, pathname, searchParams } = new URL(databaseUrl);
  const where = `${searchParams.get('host') ?? hostname}:${port === '' ? '5432' : port}${pathname}`;
  return new UnavailableError(
    'NOT_READY',
    `The database ${where} can't be reached (${code ?? message ?? 'unknown'}).`,
    {
      hint: 'See whether that PostgreSQL runs and lets this machine in, and whether DATABASE_URL is right.',
      cause,
    },
  );
}
