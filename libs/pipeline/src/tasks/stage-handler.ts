import type { RejectedError, Stage } from '@packyard/contracts';
import type { ClaimedTask, Transaction, UnitOfWork } from '@packyard/schema';
import type { TaskProgress } from './task-progress';

/** What a stage does with one task. Everything around it (claims, leases, retries, what comes next) is the protocol's. */
export interface StageHandler {
  readonly stage: Stage;

  /**
   * Does the slow part, outside of any transaction. It must stop soon after `signal` is aborted, and it may be run again
   * for the same task at any time, because a worker may die at any instruction.
   */
  run(task: ClaimedTask, signal: AbortSignal, progress: TaskProgress): Promise<StageOutcome>;
}

export interface StageOutcome {
  /** Stores the result, together with the end of the task. Not called when the lease was lost. */
  store(unit: UnitOfWork): Promise<void>;
  /** What it means for each pack that `store` was rejected, of a task that works for several. */
  storeRejection?(transaction: Transaction, error: RejectedError): Promise<void>;
  /** Users may see it at once, so the commit waits for the disk. Others are simply done again after a crash. */
  isDurable?: boolean;
}
