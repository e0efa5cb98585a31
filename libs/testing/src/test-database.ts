import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  url: string;
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

// Any number: a template must have no other session while it is cloned.
const CLONE_LOCK = 7_225_930;

/** A migrated database of one's own, cloned from the one that Jest's global setup made. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(process.env['PACKYARD_TEST_DATABASE_URL'] ?? '');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = await connect(withDatabase(template, 'postgres'));
  await admin.query('SELECT pg_advisory_lock($1)', [CLONE_LOCK]);
  // Half of what it takes to write all of the template to the log, too, which nobody reads.
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)} STRATEGY FILE_COPY`);
  await admin.query('SELECT pg_advisory_unlock($1)', [CLONE_LOCK]);
  const url = withDatabase(template, name);
  return {
    url,
    query: async <Row>(sql: string, parameters: unknown[] = []) => {
      const client = await connect(url);
      try {
        return (await client.query(sql, parameters)).rows as Row[];
      } finally {
        await client.end();
      }
    },
    drop: async () => {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  // The server may be gone before an interrupted test has let go of it.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function withDatabase(url: URL, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
