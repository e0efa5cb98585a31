import { networkOf } from '../../http/rate-limit/network-of';
import { RateLimited } from '../../http/rate-limit/rate-limited';

const WINDOW_MS = 60_000;
const MOST_FAILURES = 10;

/** Limits failed logins per address and minute, to slow down guessing. Counts this process only. */
export class LoginAttempts {
  private failures = new Map<string, number>();
  private windowEndsAt = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Counts the attempt as failed until it succeeds, so that concurrent attempts don't get around the limit.
   * @throws RateLimited
   */
  begin(address: string): void {
    const count = this.countOf(address);
    if (count < MOST_FAILURES) {
      this.failures.set(networkOf(address), count + 1);
      return;
    }
    const seconds = Math.max(1, Math.ceil((this.windowEndsAt - this.now()) / 1000));
    throw new RateLimited(`${MOST_FAILURES} logins from ${address} failed within a minute.`, seconds);
  }

  /** Takes back the failure of an attempt that succeeded. */
  forgive(address: string): void {
    this.failures.set(networkOf(address), Math.max(0, this.countOf(address) - 1));
  }

  private countOf(address: string): number {
    if (this.now() >= this.windowEndsAt) {
      this.failures = new Map();
      this.windowEndsAt = this.now() + WINDOW_MS;
    }
    return this.failures.get(networkOf(address)) ?? 0;
  }
}
