import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RejectedError } from '@packyard/contracts';
import { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { schemaOf } from '../await-schema';
import { dataSourceOptions } from '../data-source';
import { migrate } from '../migrate';
import { MIGRATIONS } from '../migrations/migration-list';
import { schemaMismatch } from '../schema-state';
import { type DatabaseDump, fileOf, quoted } from './database-dump';

// Afterwards a statement takes as long as its table is large; a server that has gone is noticed by the system.
const MAX_CONNECT_MS = 5000;
const FOREIGN_KEYS = `
  SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`;

/**
 * Makes the tables in a database that has none, as they were when the dump was made, fills them, and brings them up to
 * date. All rows are there in the end, or none.
 * @throws RejectedError STORE_FAILED when the database is in use, or a file is not as it was written
 * @throws UnavailableError SCHEMA_MISMATCH when the dump is of a newer version, NOT_READY when the database can't be reached
 */
export async function loadDatabase(databaseUrl: string, folder: string, dump: DatabaseDump): Promise<void> {
  await assertFits(databaseUrl, dump);
  for (const table of dump.tables) await assertIntact(folder, table);
  await migrateAsFarAs(databaseUrl, dump.migrations.length);
  await fill(databaseUrl, folder, dump);
  await migrate(databaseUrl);
}

async function assertFits(databaseUrl: string, { migrations }: DatabaseDump): Promise<void> {
  const known: string[] = MIGRATIONS.map(({ name }) => name);
  const unknown = migrations.filter((name, index) => known[index] !== name);
  const mismatch = schemaMismatch({ kind: 'newer', unknown });
  if (unknown.length > 0 && mismatch !== undefined) throw mismatch;
  if ((await schemaOf(databaseUrl)).kind === 'unmigrated') return;
  throw new RejectedError('STORE_FAILED', 'The database has tables of Packyard already; nothing was restored.', {
    hint: 'Fix: give DATABASE_URL of an empty database, which CREATE DATABASE makes.',
  });
}

async function assertIntact(folder: string, { name, sha256 }: DatabaseDump['tables'][number]): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(folder, fileOf(name))), hash);
  if (hash.digest('hex') === sha256) return;
  throw new RejectedError('STORE_FAILED', `The rows of the table ${name} are not as the backup wrote them.`, {
    hint: 'Fix: copy the file of the backup anew, or take another one.',
  });
}

async function migrateAsFarAs(databaseUrl: string, count: number): Promise<void> {
  const options = { ...dataSourceOptions(databaseUrl, { maxQueryMs: 0 }), migrations: MIGRATIONS.slice(0, count) };
  const dataSource = await new DataSource(options).initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}

/** Rows that migrations write into new tables go: they are among those of the dump. */
async function fill(databaseUrl: string, folder: string, { tables, sequences }: DatabaseDump): Promise<void> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'packyard restore',
    connectionTimeoutMillis: MAX_CONNECT_MS,
    keepAlive: true,
  });
  // What it fails with, the statement under way fails with.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    // Tables that refer to each other are filled one after the other, and compared once all are there.
    const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(FOREIGN_KEYS);
    for (const { table, name } of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
    const all = tables.map(({ name }) => quoted(name));
    for (const table of all) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await client.query(`TRUNCATE ${all.join(', ')}`);
    for (const { name, columns } of tables) {
      const rows = client.query(from(`COPY ${quoted(name)} (${columns.map(quoted).join(', ')}) FROM STDIN`));
      await pipeline(createReadStream(join(folder, fileOf(name))), rows);
    }
    for (const { name, lastValue } of sequences)
      await client.query('SELECT setval($1::regclass, $2::bigint)', [quoted(name), lastValue]);
    for (const table of all) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    for (const { table, name, definition } of keys)
      await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
