import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { WantedView } from '@packyard/contracts';
import { type WantedState, WantedStateRepository } from '@packyard/schema';
import { Notifications } from '../../notifications';

const CHANNEL = 'wanted_state';
/** Whatever nobody is notified of is seen then. */
const LONGEST_KEPT_MS = 60_000;
const compress = promisify(gzip);

/** What is wanted, ready to be sent: made once, for however many nodes. */
export interface WantedAnswer {
  state: string;
  /** JSON, compressed by gzip. */
  body: Buffer;
}

/**
 * What is wanted of all nodes. It is read from the database once after each notification, not once for each node that waits;
 * those who wait cost a timer each.
 */
@Injectable()
export class WantedAnswers implements OnModuleDestroy {
  private current: Promise<WantedAnswer> | undefined;
  private readonly waiting = new Set<() => void>();
  private readAt = 0;
  private turn = 0;
  private isClosed = false;

  constructor(
    notifications: Notifications,
    private readonly states: WantedStateRepository,
  ) {
    notifications.listen(CHANNEL, () => this.renew());
  }

  onModuleDestroy(): void {
    this.end();
  }

  /** Whoever waits is told that nothing has changed, and asks another gateway. */
  end(): void {
    this.isClosed = true;
    this.wake();
  }

  /** The present one, when it is another than `after`; nothing when it is the same for as long as may be waited. */
  async differingFrom(
    after: string | undefined,
    { waitMs, signal }: { waitMs: number; signal: AbortSignal },
  ): Promise<WantedAnswer | undefined> {
    const until = performance.now() + waitMs;
    for (;;) {
      const { turn } = this;
      const answer = await this.answer();
      if (answer.state !== after) return answer;
      // What changed while it was looked at is not missed.
      if (turn === this.turn && !(await this.changed(until - performance.now(), signal))) return undefined;
    }
  }

  /** Whether something may have changed, before the time was over. */
  private changed(withinMs: number, signal: AbortSignal): Promise<boolean> {
    if (withinMs <= 0 || this.isClosed || signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (isChanged: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal.removeEventListener('abort', leave);
        resolve(isChanged);
      };
      const wake = () => end(!this.isClosed);
      const leave = () => end(false);
      const timer = setTimeout(leave, withinMs);
      signal.addEventListener('abort', leave);
      this.waiting.add(wake);
    });
  }

  private renew(): void {
    this.turn += 1;
    this.current = undefined;
    this.wake();
  }

  private wake(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private async answer(): Promise<WantedAnswer> {
    if (performance.now() - this.readAt > LONGEST_KEPT_MS) this.current = undefined;
    const asked = (this.current ??= this.read());
    try {
      return await asked;
    } catch (error) {
      // Whoever asks next tries again.
      if (this.current === asked) this.current = undefined;
      throw error;
    }
  }

  private async read(): Promise<WantedAnswer> {
    this.readAt = performance.now();
    const data = viewOf(await this.states.read());
    return { state: data.state, body: await compress(JSON.stringify({ data })) };
  }
}

/** The number alone does not name it: a database that was restored makes the same numbers anew. */
function viewOf({ generation, packs }: WantedState): WantedView {
  const hash = createHash('sha256')
    .update(JSON.stringify([generation, packs]))
    .digest('hex');
  return { state: `${generation}-${hash.slice(0, 16)}`, generation, packs };
}
