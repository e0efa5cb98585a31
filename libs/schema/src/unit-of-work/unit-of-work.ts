import { Logger } from '@nestjs/common';
import type { Transaction } from '../sql';

type Effect = () => Promise<unknown>;

/**
 * A transaction together with what it does outside of the database. Steps are undone only when the transaction surely
 * was not committed, and effects happen only after it was: neither can be mixed up with the other.
 */
export class UnitOfWork {
  private static readonly logger = new Logger(UnitOfWork.name);
  private readonly undoSteps: Effect[] = [];
  private readonly effects: Effect[] = [];

  constructor(readonly transaction: Transaction) {}

  /** Takes back what was just done outside of the database. The last one that was registered runs first. */
  onRollback(step: Effect): void {
    this.undoSteps.push(step);
  }

  /** For what may fail without harm: it can undo nothing any more. What it misses, the sweeper repairs. */
  afterCommit(effect: Effect): void {
    this.effects.push(effect);
  }

  async undo(): Promise<void> {
    for (const step of this.undoSteps.reverse()) await UnitOfWork.runOrLog('A step could not be undone', step);
  }

  async runEffects(): Promise<void> {
    for (const effect of this.effects) await UnitOfWork.runOrLog('An effect after a commit failed', effect);
  }

  private static async runOrLog(what: string, step: Effect): Promise<void> {
    try {
      await step();
    } catch (error) {
      UnitOfWork.logger.error(`${what}; the sweeper repairs it.`, error instanceof Error ? error.stack : String(error));
    }
  }
}
