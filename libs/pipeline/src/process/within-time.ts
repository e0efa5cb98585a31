import { setTimeout as delay } from 'node:timers/promises';

/** Whether the work was over within the time; how it ended is not asked. */
export async function withinTime(ms: number, work: Promise<unknown>): Promise<boolean> {
  const patience = new AbortController();
  const over = work.then(
    () => true,
    () => true,
  );
  const late = delay(ms, false, { signal: patience.signal }).catch(() => false);
  try {
    return await Promise.race([over, late]);
  } finally {
    patience.abort();
  }
}
