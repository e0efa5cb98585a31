const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After each attempt that failed; together a day and a half. */
const DELAYS_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  7 * HOUR,
  10 * HOUR,
  14 * HOUR,
];
const MAX_REQUESTED_MS = 24 * HOUR;
const SPREAD = 0.2;

/** Until the next attempt, spread so that many that failed together don't come back together; nothing after the last one. */
export function redeliveryDelayMs(attempt: number, requestedMs = 0, random = Math.random()): number | undefined {
  const delayMs = DELAYS_MS[attempt - 1];
  if (delayMs === undefined) return undefined;
  const spread = delayMs * (1 + SPREAD * (2 * random - 1));
  return Math.round(Math.max(spread, Math.min(requestedMs, MAX_REQUESTED_MS)));
}
