import { setTimeout as delay } from 'node:timers/promises';
import { type EntityManager, QueryFailedError } from 'typeorm';
import { firstRowOf, type Transaction } from '../sql';

const PAUSE_MS = 100;
const MAX_WAIT_MS = 5000;
const BEGIN = 'SELECT pg_current_xact_id()::text AS id, pg_postmaster_start_time()::text AS start';

interface Answer {
  status: string | null;
  isSameServer: boolean;
}

/** A server that is started anew may give the same number to another transaction. */
interface Beginning {
  id: string;
  start: string;
}

/** Finds out what became of a transaction whose commit got no answer. */
export class CommitProbe {
  private constructor(readonly beginning: Promise<Beginning>) {}

  /** The first statement of a transaction. One that is not durable does not wait for the disk when it is committed. */
  static begin(transaction: Transaction, { isDurable }: { isDurable: boolean }): CommitProbe {
    const sql = isDurable ? BEGIN : `${BEGIN}, set_config('synchronous_commit', 'off', true)`;
    const beginning = firstRowOf<Beginning>(transaction, sql).then((row) => {
      if (row === undefined) throw new Error('PostgreSQL did not number the transaction');
      return row;
    });
    beginning.catch(() => undefined);
    return new CommitProbe(beginning);
  }

  /** `unknown` when the database does not answer in time, or was started anew meanwhile. */
  async ask(manager: EntityManager): Promise<'committed' | 'aborted' | 'unknown'> {
    const { id, start } = await this.beginning;
    const deadline = performance.now() + MAX_WAIT_MS;
    while (performance.now() < deadline) {
      const answer = await this.askOnce(manager, [id, start]).catch((error: unknown) =>
        isCrashing(error) ? CRASHED : undefined,
      );
      if (answer?.isSameServer === false) return 'unknown';
      if (answer?.status === 'committed' || answer?.status === 'aborted') return answer.status;
      await delay(PAUSE_MS);
    }
    return 'unknown';
  }

  private askOnce(manager: EntityManager, values: string[]): Promise<Answer | undefined> {
    return firstRowOf<Answer>(
      manager,
      'SELECT pg_xact_status($1::xid8) AS status, pg_postmaster_start_time()::text = $2 AS "isSameServer"',
      values,
    );
  }
}

const CRASHED: Answer = { status: null, isSameServer: false };

/** Of a server that recovers, although the same process goes on: it may give the number to another transaction as well. */
function isCrashing(error: unknown): boolean {
  const { code } = (error instanceof QueryFailedError ? error.driverError : error) as { code?: string };
  return code === '57P02' || code === '57P03';
}
