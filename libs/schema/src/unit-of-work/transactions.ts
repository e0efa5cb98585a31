import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CommitProbe } from './commit-probe';
import { UnitOfWork } from './unit-of-work';

export interface TransactionOptions {
  /**
   * Whether the commit waits for the disk. It need not where the work is simply done again when PostgreSQL was killed.
   * Commits are lost in reverse order only, so nothing later survives without it.
   */
  isDurable?: boolean;
}

/** Opens units of work. Every change that has an effect outside of the database goes through here. */
@Injectable()
export class Transactions {
  private readonly logger = new Logger(Transactions.name);

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Commits what `work` does when it succeeds, and then runs its effects. When the connection is lost during the commit,
   * PostgreSQL is asked what became of it; when it can't say, nothing is undone, and the sweeper repairs.
   */
  async run<Result>(
    work: (unit: UnitOfWork) => Promise<Result>,
    { isDurable = true }: TransactionOptions = {},
  ): Promise<Result> {
    const begun: BegunTransaction<Result> = {};
    try {
      await this.dataSource.transaction(async (transaction) => {
        const probe = CommitProbe.begin(transaction, { isDurable });
        begun.probe = probe;
        begun.unit = new UnitOfWork(transaction);
        const result = await work(begun.unit).catch(async (error: unknown) => {
          // When the statement that began the transaction failed, all that follow fail because of it: its error is the reason.
          await probe.beginning;
          throw error;
        });
        await probe.beginning;
        begun.done = { result };
      });
    } catch (error) {
      if (!(await this.undoUnlessCommitted(begun))) throw error;
    }
    if (begun.done === undefined) throw new Error('The transaction ended without a result');
    await begun.unit?.runEffects();
    return begun.done.result;
  }

  /** Undoes the steps when the transaction surely was not committed. Returns whether it was committed. */
  private async undoUnlessCommitted({ unit, probe, done }: BegunTransaction<unknown>): Promise<boolean> {
    const outcome = done === undefined ? 'aborted' : await probe?.ask(this.dataSource.manager);
    if (outcome === 'aborted') await unit?.undo();
    if (outcome === 'unknown') this.logger.warn('What became of a commit is unknown; nothing is undone.');
    return outcome === 'committed';
  }
}

interface BegunTransaction<Result> {
  probe?: CommitProbe;
  unit?: UnitOfWork;
  /** Set once only the commit itself was left. */
  done?: { result: Result };
}
