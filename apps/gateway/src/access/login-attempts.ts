import { RejectedError } from '@packyard/contracts';

const WINDOW_MS = 60_000;
const MOST_FAILURES = 10;

/** Counts failed logins by address, so that guessing is slow. Of this process alone, and forgotten every minute. */
export class LoginAttempts {
  private failures = new Map<string, number>();
  private windowEndsAt = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** @throws RejectedError RATE_LIMITED */
  check(address: string): void {
    if (this.countOf(address) < MOST_FAILURES) return;
    throw new RejectedError('RATE_LIMITED', `${MOST_FAILURES} logins from ${address} failed within a minute.`, {
      hint: `Try again in ${this.secondsLeft} seconds.`,
    });
  }

  /** @throws RejectedError RATE_LIMITED, for those that came at the same time as the last one that was allowed */
  fail(address: string): void {
    this.check(address);
    this.failures.set(address, this.countOf(address) + 1);
  }

  get secondsLeft(): number {
    return Math.max(1, Math.ceil((this.windowEndsAt - this.now()) / 1000));
  }

  private countOf(address: string): number {
    if (this.now() >= this.windowEndsAt) {
      this.failures = new Map();
      this.windowEndsAt = this.now() + WINDOW_MS;
    }
    return this.failures.get(address) ?? 0;
  }
}
