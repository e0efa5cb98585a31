import { Injectable, Logger } from '@nestjs/common';
import {
  ExecutionPackRepository,
  ExecutionRepository,
  type ReconciledExecution,
  TaskRepository,
  type Transaction,
} from '@packyard/schema';
import { resultOf } from './results/result-of';

/** Stores how an execution ended, with the output that its action documents. */
@Injectable()
export class ExecutionCompletion {
  private readonly logger = new Logger(ExecutionCompletion.name);

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly tasks: TaskRepository,
  ) {}

  async complete(
    transaction: Transaction,
    execution: ReconciledExecution,
    status: 'completed' | 'failed' | 'cancelled',
  ): Promise<void> {
    const packs = await this.packs.listIn(transaction, execution.id);
    const failedBuilds =
      execution.action === 'core.build_pack_envs' ? await this.tasks.failedBuilds(transaction, execution.id) : [];
    const durationMs = Date.now() - execution.createdAt.getTime();
    try {
      const result = resultOf({ execution, packs, failedBuilds, durationMs });
      await this.executions.setStatus(transaction, execution.id, { status, result });
    } catch (error) {
      // It would fail again each time: the execution ends, and nobody waits for it for ever.
      this.logger.error(
        `The result of execution ${execution.id}`,
        error instanceof Error ? error.stack : String(error),
      );
      const result = { code: 'INTERNAL', error: 'The result could not be put together; see the log of the service.' };
      await this.executions.setStatus(transaction, execution.id, { status: 'failed', result });
    }
  }
}
