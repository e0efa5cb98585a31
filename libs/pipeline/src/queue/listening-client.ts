import { Client } from 'pg';

/** A session that several use without knowing of each other: it is asked one thing after the other. */
export class ListeningClient extends Client {
  private last: Promise<unknown> = Promise.resolve();

  // BullMQ asks in this way only.
  override query(...args: unknown[]): never {
    const answer = this.last.then(() => (super.query.bind(this) as (...args: unknown[]) => Promise<unknown>)(...args));
    this.last = answer.catch(() => undefined);
    return answer as never;
  }
}
