import type { Stage } from '@packyard/contracts';
import type { ClaimedTask, Transaction } from '@packyard/schema';

/** What a stage does with one task. Everything around it (claims, leases, retries, what comes next) is the protocol's. */
export interface StageHandler {
  readonly stage: Stage;

  /**
   * Does the slow part, outside of any transaction. It must stop soon after `signal` is aborted, and it may be run again
   * for the same task at any time, because a worker may die at any instruction.
   */
  run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome>;
}

export interface StageOutcome {
  /** Stores the result, in the same transaction as what is due next. Not called when the lease was lost. */
  store(transaction: Transaction): Promise<void>;
  /** Takes back what `store` did outside of the database, when its transaction could not be committed. */
  undo?(): Promise<void>;
  /** Clears up what nobody needs once the transaction is committed. */
  finish?(): Promise<void>;
}
