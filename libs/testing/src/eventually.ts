import { setTimeout as delay } from 'node:timers/promises';

/** Tries until the assertion holds, and answers what it answered; fails with its last error when the time is up. */
export async function eventually<Result>(
  assertion: () => Result | Promise<Result>,
  timeoutMs = 120_000,
): Promise<Result> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(25);
    }
  }
}
