const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 30_000;

/** Doubles with every failure, and spreads so that many tasks that failed together don't come back together. */
export function retryDelayMs(failures: number, random: () => number = Math.random): number {
  const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
  return Math.round(delayMs * (0.5 + random() / 2));
}
