import { Injectable, Logger } from '@nestjs/common';
import { type ErrorReport, type ExecutionId, PackyardError, reportError } from '@packyard/contracts';
import {
  BrokenExecutionRepository,
  ExecutionRepository,
  PackMoveRepository,
  Transactions,
  translateDatabaseTrouble,
} from '@packyard/schema';

// Once is no proof: it may have met something that is being changed just then.
const MAX_TRIES = 5;

/** Ends executions that can't be continued, however often it is tried: otherwise they would stand still for ever. */
@Injectable()
export class BrokenExecutions {
  private readonly logger = new Logger(BrokenExecutions.name);
  private readonly tries = new Map<ExecutionId, number>();

  constructor(
    private readonly transactions: Transactions,
    private readonly executions: ExecutionRepository,
    private readonly packMoves: PackMoveRepository,
    private readonly broken: BrokenExecutionRepository,
  ) {}

  /** Returns whether it has ended by that. What the world is to blame for does not count. */
  async countFailure(id: ExecutionId, error: unknown): Promise<boolean> {
    if (translateDatabaseTrouble(error) instanceof PackyardError) return false;
    const tries = (this.tries.get(id) ?? 0) + 1;
    this.tries.set(id, tries);
    if (tries < MAX_TRIES) return false;
    this.logger.error(`Execution ${id} can't be continued, and ends.`, error instanceof Error ? error.stack : '');
    await this.end(id, reportError(error));
    this.tries.delete(id);
    return true;
  }

  forgetFailures(id: ExecutionId): void {
    this.tries.delete(id);
  }

  private async end(id: ExecutionId, report: ErrorReport): Promise<void> {
    await this.transactions.run(async ({ transaction }) => {
      if (!(await this.broken.endParts(transaction, id, report))) return;
      await this.packMoves.moveAndAnnounce(transaction, id, []);
      const result = { code: report.code, error: report.message, hint: report.hint };
      await this.executions.setStatus(transaction, id, { status: 'failed', result });
    });
  }
}
