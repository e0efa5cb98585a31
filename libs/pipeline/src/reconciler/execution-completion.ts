import { Injectable, Logger } from '@nestjs/common';
import type { Action } from '@packyard/contracts';
import {
  ExecutionPackRepository,
  ExecutionRepository,
  type LiveExecution,
  TaskRepository,
  type Transaction,
} from '@packyard/schema';
import { buildResult } from './results/build-result';
import { dependenciesResult } from './results/dependencies-result';
import { downloadResult } from './results/download-result';
import { exportResult } from './results/export-result';
import { installResult } from './results/install-result';
import { registerResult } from './results/register-result';
import { testResult } from './results/test-result';
import type { EndedExecution } from './results/ended-execution';

/** An action's documented output, as it stays readable after the execution ended. */
const RESULTS: Readonly<Record<Action, (ended: EndedExecution) => Record<string, unknown>>> = {
  'core.download_packs': downloadResult,
  'core.get_pack_dependencies': dependenciesResult,
  'core.build_pack_envs': buildResult,
  'core.register_packs': registerResult,
  'core.install_packs': installResult,
  'core.test_packs': testResult,
  'core.export_packs': exportResult,
};

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
    execution: LiveExecution,
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
      return { status, result: RESULTS[ended.execution.action as Action](ended) };
    } catch (error) {
      const what = `The result of execution ${ended.execution.id}`;
      this.logger.error(what, error instanceof Error ? error.stack : String(error));
      const result = { code: 'INTERNAL', error: 'The result could not be put together; see the log of the service.' };
      return { status: 'failed' as const, result };
    }
  }
}
