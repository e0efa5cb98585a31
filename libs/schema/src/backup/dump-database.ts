import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { to } from 'pg-copy-streams';
import { schemaOf } from '../await-schema';
import { schemaMismatch } from '../schema-state';
import { type DatabaseDump, fileOf, quoted } from './database-dump';

// Afterwards a statement takes as long as its table is large; a server that has gone is noticed by the system.
const MAX_CONNECT_MS = 5000;
const TABLES = `
  SELECT table_name AS name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
  WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
    AND table_name <> 'schema_migration'
  GROUP BY table_name ORDER BY table_name`;
const SEQUENCES = `
  SELECT sequencename AS name, last_value::text AS "lastValue" FROM pg_sequences
  WHERE schemaname = current_schema() AND last_value IS NOT NULL AND sequencename NOT LIKE 'schema\\_migration%'
  ORDER BY sequencename`;
const PACKS = 'SELECT storage_path AS path, digest FROM pack_version ORDER BY storage_path';
const ENVIRONMENTS = `SELECT path FROM environment WHERE status = 'ready' AND path IS NOT NULL ORDER BY path`;
const STAGED = `
  SELECT DISTINCT download_result->>'stagedPath' AS path FROM execution_pack JOIN execution ON execution.id = execution_id
  WHERE finished_at IS NULL AND download_result->>'stagedPath' IS NOT NULL ORDER BY path`;

/**
 * Writes the rows of all tables, as they are at one moment, to files in the folder. Whoever works on the database goes on.
 * The tables of the queues are left out: their jobs are made again from the rows of the tasks.
 * @throws UnavailableError SCHEMA_MISMATCH when the database is another version's, NOT_READY when it can't be reached
 */
export async function dumpDatabase(databaseUrl: string, folder: string): Promise<DatabaseDump> {
  const mismatch = schemaMismatch(await schemaOf(databaseUrl));
  if (mismatch !== undefined) throw mismatch;
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'packyard backup',
    connectionTimeoutMillis: MAX_CONNECT_MS,
    keepAlive: true,
  });
  // What it fails with, the statement under way fails with.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const rowsOf = async <Row>(sql: string) => (await client.query(sql)).rows as Row[];
    const migrations = await rowsOf<{ name: string }>('SELECT name FROM schema_migration ORDER BY "timestamp"');
    const tables: DatabaseDump['tables'] = [];
    for (const { name, columns } of await rowsOf<{ name: string; columns: string[] }>(TABLES))
      tables.push({ name, columns, ...(await writeRows(client, { name, columns }, join(folder, fileOf(name)))) });
    const pathsOf = async (sql: string) => (await rowsOf<{ path: string }>(sql)).map(({ path }) => path);
    return {
      migrations: migrations.map(({ name }) => name),
      tables,
      sequences: await rowsOf(SEQUENCES),
      contents: {
        packs: await rowsOf(PACKS),
        environments: await pathsOf(ENVIRONMENTS),
        staged: await pathsOf(STAGED),
      },
    };
  } finally {
    await client.end();
  }
}

async function writeRows(
  client: Client,
  { name, columns }: { name: string; columns: string[] },
  file: string,
): Promise<{ rows: number; sha256: string }> {
  const rows = client.query(to(`COPY ${quoted(name)} (${columns.map(quoted).join(', ')}) TO STDOUT`));
  const hash = createHash('sha256');
  await pipeline(
    rows,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file, { mode: 0o600 }),
  );
  return { rows: rows.rowCount, sha256: hash.digest('hex') };
}
