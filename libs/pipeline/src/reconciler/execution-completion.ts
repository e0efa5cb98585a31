import { Injectable, Logger } from '@nestjs/common';
import {
  ExecutionPackRepository,
  ExecutionRepository,
  type ReconciledExecution,
  TaskRepository,
  type Transaction,
} from '@packyard/schema';
import type { EndedExecution } from './results/ended-execution';
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
    const end = this.endOf({ execution, packs, failedBuilds, durationMs }, status);
    await this.executions.setStatus(transaction, execution.id, end);
  }

  /** A result that can't be made would fail again each time: the execution ends, and nobody waits for it for ever. */
  private endOf(ended: EndedExecution, status: 'completed' | 'failed' | 'cancelled') {
    try {
      return { status, result: resultOf(ended) };
    } catch (error) {
      const what = `The result of execution ${ended.execution.id}`;
      this.logger.error(what, error instanceof Error ? error.stack : String(error));
      const result = { code: 'INTERNAL', error: 'The result could not be put together; see the log of the service.' };
      return { status: 'failed' as const, result };
    }
  }
}
