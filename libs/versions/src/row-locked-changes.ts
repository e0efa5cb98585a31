import { Injectable, Logger } from '@nestjs/common';
import { UnavailableError } from '@packyard/contracts';
import {
  GenerationRepository,
  PackRepository,
  type Transaction,
  Transactions,
  type UnitOfWork,
} from '@packyard/schema';
import { QueryFailedError } from 'typeorm';

const MAX_TRIES = 10;

/** Runs changes of what is enabled or installed: all of them take the same locks, in the same order. */
@Injectable()
export class RowLockedChanges {
  private readonly logger = new Logger(RowLockedChanges.name);

  constructor(
    private readonly packs: PackRepository,
    private readonly generations: GenerationRepository,
    private readonly transactions: Transactions,
  ) {}

  /**
   * One transaction that locks the packs in question, by name, and then the generations. Which packs are in question may
   * have changed before they were locked: then it starts anew.
   * @throws UnavailableError NOT_READY
   */
  async run<Result>(
    packsInQuestion: (transaction: Transaction) => Promise<readonly string[]>,
    work: (unit: UnitOfWork) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
      const done = await this.attempt(async (unit) => {
        const { transaction } = unit;
        const locked = new Set(await packsInQuestion(transaction));
        await this.packs.lockAll(transaction, [...locked]);
        await this.generations.lock(transaction);
        const needed = await packsInQuestion(transaction);
        return needed.every((ref) => locked.has(ref)) ? { result: await work(unit) } : undefined;
      });
      if (done !== undefined) return done.result;
    }
    throw new UnavailableError('NOT_READY', 'Too many others change what is enabled at the same time.', {
      hint: 'Try again.',
    });
  }

  /** Nothing after a deadlock: then all of it was rolled back, and may be tried again. */
  private async attempt<Result>(work: (unit: UnitOfWork) => Promise<Result>): Promise<Result | undefined> {
    try {
      return await this.transactions.run(work);
    } catch (error) {
      if (isDeadlock(error)) {
        this.logger.warn('Two changes waited for each other; this one begins anew.');
        return undefined;
      }
      throw error;
    }
  }
}

function isDeadlock(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '40P01';
}
