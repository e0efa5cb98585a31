import { ADVISORY_LOCKS } from './advisory-locks';
import { schemaOf } from './await-schema';
import { createDataSource } from './data-source';
import { schemaMismatch } from './schema-state';

/**
 * Brings the database's schema up to date. Harmless when it is already, and when several processes call it at once.
 * @throws UnavailableError SCHEMA_MISMATCH when a newer version has migrated it, NOT_READY when it can't be reached
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const state = await schemaOf(databaseUrl);
  const mismatch = state.kind === 'newer' ? schemaMismatch(state) : undefined;
  if (mismatch !== undefined) throw mismatch;
  // Large tables take as long as they take.
  const dataSource = await createDataSource(databaseUrl, { maxQueryMs: 0 }).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.migration]);
    await dataSource.runMigrations();
    await lock.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCKS.migration]);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
