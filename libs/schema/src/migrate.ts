import { createDataSource } from './data-source';

// Any number; two migrations at the same time wait for each other on it.
const MIGRATION_LOCK = 7_225_927;

/** Brings the database's schema up to date. Harmless when it is already, and when several processes call it at once. */
export async function migrate(databaseUrl: string): Promise<void> {
  const dataSource = await createDataSource(databaseUrl).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations();
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
