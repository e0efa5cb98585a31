import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { firstRowOf, type Transaction } from '../sql';

const PAUSE_MS = 100;
const LONGEST_WAIT_MS = 5000;

interface Answer {
  status: string | null;
  isSameServer: boolean;
}

/** Finds out what became of a transaction whose commit got no answer. */
export class CommitProbe {
  private constructor(
    private readonly transactionId: string,
    /** A server that was started anew may give the same number to another transaction. */
    private readonly serverStart: string,
  ) {}

  /** The first statement of a transaction. One that heals does not wait for the disk when it is committed. */
  static async begin(transaction: Transaction, { heals }: { heals: boolean }): Promise<CommitProbe> {
    const row = await firstRowOf<{ id: string; start: string }>(
      transaction,
      `SELECT pg_current_xact_id()::text AS id, pg_postmaster_start_time()::text AS start,
         CASE WHEN $1 THEN set_config('synchronous_commit', 'off', true) END`,
      [heals],
    );
    if (row === undefined) throw new Error('PostgreSQL did not number the transaction');
    return new CommitProbe(row.id, row.start);
  }

  /** `unknown` when the database does not answer in time, or was started anew meanwhile. */
  async ask(manager: EntityManager): Promise<'committed' | 'aborted' | 'unknown'> {
    const deadline = Date.now() + LONGEST_WAIT_MS;
    while (Date.now() < deadline) {
      const answer = await this.askOnce(manager).catch(() => undefined);
      if (answer?.isSameServer === false) return 'unknown';
      if (answer?.status === 'committed' || answer?.status === 'aborted') return answer.status;
      await delay(PAUSE_MS);
    }
    return 'unknown';
  }

  private askOnce(manager: EntityManager): Promise<Answer | undefined> {
    return firstRowOf<Answer>(
      manager,
      'SELECT pg_xact_status($1::xid8) AS status, pg_postmaster_start_time()::text = $2 AS "isSameServer"',
      [this.transactionId, this.serverStart],
    );
  }
}
