import { cutConnection } from '@packyard/schema';
import { Client } from 'pg';

// As `pg` says it.
const TIMED_OUT = 'Query read timeout';

/**
 * A session that several use without knowing of each other: it is asked one thing after the other. When one is not answered in
 * time the session is given up, with all that wait for their turn.
 */
export class ListeningClient extends Client {
  private last: Promise<unknown> = Promise.resolve();

  // BullMQ asks in this way only.
  override query(...args: unknown[]): never {
    const ask = super.query.bind(this) as (...args: unknown[]) => Promise<unknown>;
    const answer = this.last.then(() => ask(...args)).catch((error: unknown) => this.giveUp(error));
    this.last = answer.catch(() => undefined);
    return answer as never;
  }

  private giveUp(error: unknown): never {
    if ((error as Error).message === TIMED_OUT) cutConnection(this);
    throw error;
  }
}
