import { Injectable } from '@nestjs/common';
import { type ExecutionId, hasEnded, RejectedError } from '@packyard/contracts';
import { Reconciler } from '@packyard/pipeline';
import { ExecutionRepository, Transactions } from '@packyard/schema';

/** Stops executions. Workers notice it by themselves. */
@Injectable()
export class CancelService {
  constructor(
    private readonly transactions: Transactions,
    private readonly executions: ExecutionRepository,
    private readonly reconciler: Reconciler,
  ) {}

  /**
   * Returns when all that has not started is cancelled.
   * @throws RejectedError EXECUTION_NOT_CANCELLABLE
   */
  async cancel(id: ExecutionId): Promise<void> {
    await this.transactions.run(async ({ transaction }) => {
      const { status } = await this.executions.lock(transaction, id);
      if (hasEnded(status)) throw notCancellable(id, status);
      if (status !== 'canceling') await this.executions.setStatus(transaction, id, { status: 'canceling' });
    });
    await this.reconciler.request(id);
  }
}

function notCancellable(id: ExecutionId, status: string): RejectedError {
  return new RejectedError(
    'EXECUTION_NOT_CANCELLABLE',
    `Execution ${id} is in status '${status}' and cannot be cancelled`,
    { hint: 'Nothing is left to cancel.' },
  );
}
