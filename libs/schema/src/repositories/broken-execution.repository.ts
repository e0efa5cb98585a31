import { Injectable } from '@nestjs/common';
import type { ErrorReport, ExecutionId } from '@packyard/contracts';
import { firstRowOf, type Transaction } from '../sql';

@Injectable()
export class BrokenExecutionRepository {
  /**
   * Ends all that is unfinished of an execution, but not the execution itself. Workers that are still at it lose their
   * leases, and can store nothing. False when it has ended already.
   */
  async endParts(transaction: Transaction, id: ExecutionId, error: ErrorReport): Promise<boolean> {
    const locked = await firstRowOf(
      transaction,
      'SELECT id FROM execution WHERE id = $1 AND finished_at IS NULL FOR NO KEY UPDATE',
      [id],
    );
    if (locked === undefined) return false;
    await transaction.query(
      `UPDATE task SET status = 'failed', error = $2, lease_owner = NULL, lease_until = NULL, finished_at = now()
       WHERE execution_id = $1 AND status IN ('pending', 'running')`,
      [id, error],
    );
    await transaction.query(
      `UPDATE execution_pack SET status = 'failed', error = $2, is_announced = false, sealed_url = NULL, updated_at = now()
       WHERE execution_id = $1 AND status IN ('pending', 'running')`,
      [id, error],
    );
    return true;
  }
}
