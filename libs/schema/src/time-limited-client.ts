import type { Socket } from 'node:net';
import { isNativeError } from 'node:util/types';
import { Client, type QueryResult } from 'pg';
import { rememberConnecting } from './database-trouble';

// As `pg` says it.
const TIMED_OUT = 'Query read timeout';
// As TypeORM says it.
const BEGIN = 'START TRANSACTION';
// Begins one in which every statement fails: nothing is called so.
const FAIL = `${BEGIN}; ROLLBACK TO SAVEPOINT not_begun`;

/**
 * A connection that is given up when it has not answered in time. It begins a transaction together with the first statement
 * of it: asking for nothing but the beginning costs as much as a statement.
 */
export class TimeLimitedClient extends Client {
  /** A transaction was asked for, and no statement of it has come yet. */
  protected isToBegin = false;
  /** It has come, and was not answered yet. */
  protected isBeginning = false;

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

  override query(...args: unknown[]): never {
    if (args[0] === BEGIN) {
      this.isToBegin = true;
      return Promise.resolve({ command: BEGIN, rows: [], rowCount: null }) as never;
    }
    return this.inTime(this.isToBegin ? this.begin(args) : this.ask(...args)) as never;
  }

  /** Of what PostgreSQL can't read it runs nothing, so not the beginning either: what comes next is to fail nevertheless. */
  private async begin(args: unknown[]): Promise<unknown> {
    this.isBeginning = true;
    try {
      return await this.beginWith(args);
    } catch (error) {
      const isLost = (error as Error).message === TIMED_OUT;
      if (!isLost && this.getTransactionStatus() === 'I')
        await (this.ask(FAIL) as Promise<unknown>).catch(() => undefined);
      throw error;
    } finally {
      this.isBeginning = false;
    }
  }

  /** Statements with parameters can't be sent with others. */
  private beginWith([text, ...more]: unknown[]): unknown {
    this.isToBegin = false;
    const isAlone = more.every((given) => given === undefined || (Array.isArray(given) && given.length === 0));
    if (typeof text !== 'string' || !isAlone) {
      return (this.ask(BEGIN) as Promise<unknown>).then(() => this.ask(text, ...more));
    }
    const answers = this.ask(`${BEGIN}; ${text}`) as Promise<QueryResult | QueryResult[]>;
    // A text without any statement has no answer of its own.
    return answers.then((each) => (Array.isArray(each) ? each.at(-1) : each));
  }

  private ask(...args: unknown[]): unknown {
    return (super.query.bind(this) as (...args: unknown[]) => unknown)(...args);
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
