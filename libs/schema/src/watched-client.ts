import type { Socket } from 'node:net';
import { isNativeError } from 'node:util/types';
import { Client } from 'pg';
import { rememberConnecting } from './database-trouble';

// As `pg` says it.
const TIMED_OUT = 'Query read timeout';

/** A connection that is given up when it has not answered in time. */
export class WatchedClient extends Client {
  // The pool calls it in this way only.
  override connect(...args: unknown[]): never {
    const [callback] = args as [(error?: Error | null) => void];
    super.connect((error: Error | null | undefined) => {
      if (isNativeError(error)) rememberConnecting(error);
      callback(error);
    });
    return undefined as never;
  }

  override query(...args: unknown[]): never {
    const ask = super.query.bind(this) as (...args: unknown[]) => unknown;
    return this.inTime(ask(...args)) as never;
  }

  /** On a connection that has not answered in time nothing more can be asked: the pool opens another one. */
  private inTime(answer: unknown): unknown {
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((error: unknown) => {
      if ((error as Error).message === TIMED_OUT) cutConnection(this);
      throw error;
    });
  }
}

/** Without a goodbye, which would wait for the server. */
export function cutConnection(client: Client): void {
  (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
}
