import { networkOf } from '../../http/rate-limit/network-of';
import { RateLimited } from '../../http/rate-limit/rate-limited';

const WINDOW_MS = 60_000;
const MOST_FAILURES = 10;

/** Counts failed logins by address, so that guessing is slow. Of this process alone, and forgotten every minute. */
export class LoginAttempts {
  private failures = new Map<string, number>();
  private windowEndsAt = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /**
   * An attempt counts as failed from its beginning: of many at the same time, no more get through than one by one.
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

  /** It did not fail after all. */
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
