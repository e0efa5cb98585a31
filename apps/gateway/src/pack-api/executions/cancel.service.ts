import { Injectable } from '@nestjs/common';
import {
  type Actor,
  describePrincipal,
  type ExecutionId,
  hasEnded,
  principalOf,
  RejectedError,
} from '@packyard/contracts';
import { ReconcileScheduler } from '@packyard/pipeline';
import { AuditRepository, ExecutionRepository, Transactions } from '@packyard/schema';

/** Stops executions. Workers notice it by themselves. */
@Injectable()
export class CancelService {
  constructor(
    private readonly transactions: Transactions,
    private readonly executions: ExecutionRepository,
    private readonly audit: AuditRepository,
    private readonly scheduler: ReconcileScheduler,
  ) {}

  /**
   * Returns when all that has not started is cancelled.
   * @throws RejectedError EXECUTION_NOT_CANCELLABLE
   */
  async cancel(id: ExecutionId, actor: Actor): Promise<void> {
    await this.transactions.run(async ({ transaction }) => {
      const { status, ...execution } = await this.executions.lock(transaction, id);
      if (hasEnded(status)) throw notCancellable(id, status);
      if (status === 'canceling') return;
      await this.executions.setStatus(transaction, id, { status: 'canceling' });
      const { requestedBy, requestedByKind, requestedById } = execution;
      const requester = describePrincipal(principalOf(requestedBy, requestedByKind, requestedById));
      const before = { status, action: execution.action, requested_by: requester };
      await this.audit.add(transaction, { actor, action: 'execution.cancel', subject: `execution ${id}`, before });
    });
    await this.scheduler.reconcile(id);
  }
}

function notCancellable(id: ExecutionId, status: string): RejectedError {
  return new RejectedError(
    'EXECUTION_NOT_CANCELLABLE',
    `Execution ${id} is in status '${status}' and cannot be cancelled`,
    { hint: 'Nothing is left to cancel.' },
  );
}
