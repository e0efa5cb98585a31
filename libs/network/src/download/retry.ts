import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '@packyard/contracts';

const FIRST_WAIT_MS = 200;
const MAX_WAIT_MS = 10_000;
/** Who asks for more time than this is asked again by the next attempt of the task. */
const MAX_REQUESTED_WAIT_MS = 60_000;
/** Attempts in a row that brought nothing new. */
const MAX_FRUITLESS = 3;

type Moment = 'at once' | 'after progress' | number;

/** Not this time, but it may work at once: the connection broke, or the server asks to come back. */
export class Interrupted extends UnavailableError {
  moment: Moment = 'at once';

  /** In how many milliseconds, or only when something new had come in: nothing is gained by asking the same again. */
  worthTrying(moment: Moment): this {
    this.moment = moment;
    return this;
  }
}

/** Decides how often and when a request is tried again; one that gets further each time may go on for ever. */
export class Retries {
  private furthest: number;
  private fruitless = 0;

  constructor(
    bytes: number,
    private readonly signal: AbortSignal,
  ) {
    this.furthest = bytes;
  }

  /** Waits for the right moment. @throws the error itself when it is of no use to try again */
  async waitAfter(error: unknown, bytes: number): Promise<void> {
    this.signal.throwIfAborted();
    if (!(error instanceof Interrupted)) throw error;
    const isFurther = bytes > this.furthest;
    this.furthest = Math.max(this.furthest, bytes);
    this.fruitless = isFurther ? 0 : this.fruitless + 1;
    const { moment } = error;
    const isTooLate = typeof moment === 'number' && moment > MAX_REQUESTED_WAIT_MS;
    const isUseless = moment === 'after progress' && !isFurther;
    if (this.fruitless >= MAX_FRUITLESS || isTooLate || isUseless) throw error;
    await delay(waitMs(this.fruitless, moment), undefined, { signal: this.signal }).catch(() => undefined);
    this.signal.throwIfAborted();
  }
}

/** Spread, so that many that were cut off together don't come back together. */
function waitMs(fruitless: number, moment: Moment): number {
  if (typeof moment === 'number') return Math.round(moment * (1 + Math.random() / 4));
  const longest = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** fruitless);
  return Math.round(longest * (0.5 + Math.random() / 2));
}

/** `Retry-After`: seconds, or a moment. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined || header === '') return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
