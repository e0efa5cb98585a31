import type { DataSource } from 'typeorm';

/**
 * Does the work unless another process is doing it. The lock lives in a connection of its own and goes with it, however
 * this process ends.
 */
export async function runAlone(dataSource: DataSource, lock: number, work: () => Promise<void>): Promise<void> {
  const connection = dataSource.createQueryRunner();
  try {
    const [answer] = (await connection.query('SELECT pg_try_advisory_lock($1) AS held', [lock])) as { held: boolean }[];
    if (answer?.held !== true) return;
    try {
      await work();
    } finally {
      await connection.query('SELECT pg_advisory_unlock($1)', [lock]);
    }
  } finally {
    await connection.release();
  }
}
