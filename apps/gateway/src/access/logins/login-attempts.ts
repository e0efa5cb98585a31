import { networkOf } from '../../http/rate-limit/network-of';
import { RateLimited } from '../../http/rate-limit/rate-limited';

const WINDOW_MS = 60_000;
const MAX_FAILURES = { network: 10, account: 50, familiar: 5 } as const;
/** Of each kind, so that those of one take no room from another. */
const MAX_KEYS = 20_000;
const OTHERS = 'others';

type Kind = keyof typeof MAX_FAILURES;

export interface LoginAttempt {
  address: string;
  /** Who wants to log in, as `user ada`; made up by the client. */
  account: string;
}

interface Count {
  kind: Kind;
  key: string;
}

/**
 * Limits failed logins in each minute, to slow down guessing: from one network, and as one account from all networks together.
 * Who has logged in from a network before is counted apart there, so that a stranger behind the same proxy, or one who
 * guesses from everywhere, locks nobody out. Counts this process only, and needs a bounded memory.
 */
export class LoginAttempts {
  private failures = noFailures();
  private readonly familiar = new Set<string>();
  private windowEndsAt = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Counts the attempt as failed until it succeeds, so that concurrent attempts don't get around the limit.
   * @throws RateLimited
   */
  begin(attempt: LoginAttempt): void {
    this.assertOpen(attempt);
    this.fail(attempt);
  }

  /**
   * For those who send what they log in with again with each request, many at once: only failures count, afterwards.
   * @throws RateLimited
   */
  assertOpen(attempt: LoginAttempt): void {
    this.startWindow();
    const exceeded = this.countsOf(attempt).find((count) => this.of(count) >= MAX_FAILURES[count.kind]);
    if (exceeded === undefined) return;
    const seconds = Math.max(1, Math.ceil((this.windowEndsAt - this.now()) / 1000));
    const where = exceeded.kind === 'account' ? 'for this account' : `from ${attempt.address}`;
    throw new RateLimited(`${MAX_FAILURES[exceeded.kind]} logins ${where} failed within a minute.`, seconds);
  }

  fail(attempt: LoginAttempt): void {
    this.startWindow();
    for (const count of this.countsOf(attempt)) this.add(count, 1);
  }

  /** Takes back the failure of an attempt that did not fail. */
  forgive(attempt: LoginAttempt): void {
    this.startWindow();
    for (const count of this.countsOf(attempt)) this.add(count, -1);
  }

  /** As {@link forgive}, and whoever it was is known there from now on. */
  succeed(attempt: LoginAttempt): void {
    this.forgive(attempt);
    const key = familiarKey(attempt);
    this.familiar.delete(key);
    const [oldest] = this.familiar;
    if (this.familiar.size >= MAX_KEYS && oldest !== undefined) this.familiar.delete(oldest);
    this.familiar.add(key);
  }

  private countsOf(attempt: LoginAttempt): Count[] {
    const familiar = familiarKey(attempt);
    if (this.familiar.has(familiar)) return [{ kind: 'familiar', key: familiar }];
    return [
      { kind: 'network', key: networkOf(attempt.address) },
      { kind: 'account', key: attempt.account },
    ];
  }

  private startWindow(): void {
    if (this.now() < this.windowEndsAt) return;
    this.failures = noFailures();
    this.windowEndsAt = this.now() + WINDOW_MS;
  }

  private of(count: Count): number {
    return this.failures[count.kind].get(this.roomFor(count)) ?? 0;
  }

  private add(count: Count, change: number): void {
    const failures = this.failures[count.kind];
    const counted = this.roomFor(count);
    failures.set(counted, Math.max(0, (failures.get(counted) ?? 0) + change));
  }

  /** Who is familiar never shares it: they have logged in, and only so many are remembered. */
  private roomFor({ kind, key }: Count): string {
    const failures = this.failures[kind];
    return kind === 'familiar' || failures.has(key) || failures.size < MAX_KEYS ? key : OTHERS;
  }
}

function noFailures(): Record<Kind, Map<string, number>> {
  return { network: new Map(), account: new Map(), familiar: new Map() };
}

function familiarKey({ address, account }: LoginAttempt): string {
  return `${networkOf(address)} ${account}`;
}
