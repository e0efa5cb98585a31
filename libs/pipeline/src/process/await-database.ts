import type { PackyardError } from '@packyard/contracts';
import { awaitSchema } from '@packyard/schema';
import { type HealthAddress, type HealthServer, startHealthServer } from '../health/health-server';
import { StderrLogger } from './stderr-logger';

export interface AwaitedDatabase {
  databaseUrl: string;
  /** How long to wait for it to answer and to be migrated. */
  seconds: number;
  /** Where the process says meanwhile that it is not ready, and why. */
  health: HealthAddress | undefined;
}

/** @throws UnavailableError SCHEMA_MISMATCH or NOT_READY when the database is not what this version needs, in time */
export async function awaitDatabase({ databaseUrl, seconds, health }: AwaitedDatabase): Promise<void> {
  let reason: PackyardError | undefined;
  let server: HealthServer | undefined;
  const onWaiting = async (problem: PackyardError) => {
    reason = problem;
    new StderrLogger().warn(`Not ready: ${problem.message} ${problem.hint ?? ''}`);
    if (health !== undefined) server ??= await startHealthServer(health, () => Promise.reject(reason ?? problem));
  };
  try {
    await awaitSchema(databaseUrl, { seconds, onWaiting });
  } finally {
    await server?.close();
  }
}
