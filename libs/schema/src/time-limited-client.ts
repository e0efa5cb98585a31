import type { Socket } from 'node:net';
import { isNativeError } from 'node:util/types';
import { Client, type ClientConfig } from 'pg';
import { rememberConnecting } from './database-trouble';

// As `pg` says it.
const TIMED_OUT = 'Query read timeout';
// As TypeORM says it.
const BEGIN = 'START TRANSACTION';

/**
 * A connection that is given up when it has not answered in time. It sends statements without waiting for the answers to
 * earlier ones, and those that are asked together in one write, a transaction's beginning with its first statement: each answer that is
 * waited for puts both sides to sleep and wakes them again, which costs as much as a statement.
 */
export class TimeLimitedClient extends Client {
  /** A transaction was asked for, and no statement of it has come yet. */
  protected isToBegin = false;
  /** It has come, and the beginning was not answered yet. */
  protected isBeginning = false;
  private isCollecting = false;

  constructor(settings?: string | ClientConfig) {
    super({ ...(typeof settings === 'string' ? { connectionString: settings } : settings), pipeline: true });
  }

  // The pool calls it in this way only.
  override connect(...args: unknown[]): never {
    const [callback] = args as [(error?: Error | null) => void];
    super.connect((error: Error | null | undefined) => {
      if (isNativeError(error)) rememberConnecting(error);
      callback(error);
    });
    return undefined as never;
  }

  /** Pools don't wait until a goodbye was heard: a server that ends just then says so to nobody any more. */
  override end(...args: unknown[]): never {
    this.removeAllListeners('error').on('error', () => undefined);
    return (super.end.bind(this) as (...args: unknown[]) => unknown)(...args) as never;
  }

  /** The pool calls it for each use. It keeps the process alive as it is: nobody takes that back. */
  ref(): void {
    return;
  }

  override query(...args: unknown[]): never {
    if (args[0] === BEGIN) {
      this.isToBegin = true;
      return Promise.resolve({ command: BEGIN, rows: [], rowCount: null }) as never;
    }
    return this.inTime(this.isToBegin ? this.beginWith(args) : this.ask(...args)) as never;
  }

  private beginWith(args: unknown[]): unknown {
    this.isToBegin = false;
    this.isBeginning = true;
    // When it fails the connection is lost, and what comes after it fails as well.
    const begun = (this.ask(BEGIN) as Promise<unknown>).catch(() => undefined);
    void begun.then(() => (this.isBeginning = false));
    return this.ask(...args);
  }

  private ask(...args: unknown[]): unknown {
    this.sendTogether();
    return (super.query.bind(this) as (...args: unknown[]) => unknown)(...args);
  }

  /** All that is asked before anything else happens is one write: each wakes PostgreSQL, and costs as much as a statement. */
  private sendTogether(): void {
    if (this.isCollecting) return;
    this.isCollecting = true;
    const { stream } = socketOf(this);
    stream.cork();
    process.nextTick(() => {
      this.isCollecting = false;
      stream.uncork();
    });
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
  socketOf(client).stream.destroy();
}

function socketOf(client: Client): { stream: Socket } {
  return (client as unknown as { connection: { stream: Socket } }).connection;
}
