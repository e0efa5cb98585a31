import { Injectable, Logger } from '@nestjs/common';
import { UnavailableError } from '@packyard/contracts';
import { GenerationRepository, PackRepository, type Transaction } from '@packyard/schema';
import { QueryFailedError } from 'typeorm';
import { EnabledLinks, type MovedLinks } from './enabled-links';

const MOST_TRIES = 10;

/** The ground that every change of what is enabled or installed stands on. */
@Injectable()
export class Changes {
  private readonly logger = new Logger(Changes.name);

  constructor(
    private readonly packs: PackRepository,
    private readonly generations: GenerationRepository,
    private readonly links: EnabledLinks,
  ) {}

  /**
   * One transaction that holds the packs in question and then the generations, in this order as everybody does. Which
   * packs are in question may have changed before they were locked: then it starts anew.
   */
  async run<Result>(
    packsInQuestion: (transaction: Transaction) => Promise<readonly string[]>,
    work: (transaction: Transaction, moved: MovedLinks) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const done = await this.attempt(async (transaction, moved) => {
        const locked = new Set(await packsInQuestion(transaction));
        await this.packs.lockAll(transaction, [...locked]);
        await this.generations.lock(transaction);
        const needed = await packsInQuestion(transaction);
        return needed.every((ref) => locked.has(ref)) ? { result: await work(transaction, moved) } : undefined;
      });
      if (done !== undefined) return done.result;
    }
    throw new UnavailableError('NOT_READY', 'Too many others change what is enabled at the same time.', {
      hint: 'Try again.',
    });
  }
  /** Nothing when others were waiting for this, and this for them: then all of it was undone, and may be tried again. */
  private async attempt<Result>(
    work: (transaction: Transaction, moved: MovedLinks) => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await this.links.run(work);
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
