import { Injectable, Logger } from '@nestjs/common';
import type { Action } from '@packyard/contracts';
import { ExecutionPackRepository, ExecutionRepository, type LiveExecution, type Transaction } from '@packyard/schema';
import { buildPackEnvsOutput } from './outputs/build-pack-envs-output';
import { packDependenciesOutput } from './outputs/pack-dependencies-output';
import { downloadPacksOutput } from './outputs/download-packs-output';
import { exportPacksOutput } from './outputs/export-packs-output';
import { installPacksOutput } from './outputs/install-packs-output';
import { registerPacksOutput } from './outputs/register-packs-output';
import { testPacksOutput } from './outputs/test-packs-output';
import type { EndedExecution } from './outputs/ended-execution';

/** An action's documented output, as it stays readable after the execution ended. */
const OUTPUTS: Readonly<Record<Action, (ended: EndedExecution) => Record<string, unknown>>> = {
  'core.download_packs': downloadPacksOutput,
  'core.get_pack_dependencies': packDependenciesOutput,
  'core.build_pack_envs': buildPackEnvsOutput,
  'core.register_packs': registerPacksOutput,
  'core.install_packs': installPacksOutput,
  'core.test_packs': testPacksOutput,
  'core.export_packs': exportPacksOutput,
};

/** Stores how an execution ended, with the output that its action documents. */
@Injectable()
export class ExecutionCompletion {
  private readonly logger = new Logger(ExecutionCompletion.name);

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
  ) {}

  async complete(
    transaction: Transaction,
    execution: LiveExecution,
    status: 'completed' | 'failed' | 'cancelled',
  ): Promise<void> {
    const packs = await this.packs.listIn(transaction, execution.id);
    const failedBuilds =
      execution.action === 'core.build_pack_envs' ? await this.packs.failedBuilds(transaction, execution.id) : [];
    const durationMs = Date.now() - execution.createdAt.getTime();
    const end = this.endOf({ execution, packs, failedBuilds, durationMs }, status);
    await this.executions.setStatus(transaction, execution.id, end);
  }

  /** A result that can't be made would fail again each time: the execution ends, and nobody waits for it for ever. */
  private endOf(ended: EndedExecution, status: 'completed' | 'failed' | 'cancelled') {
    try {
      return { status, result: OUTPUTS[ended.execution.action as Action](ended) };
    } catch (error) {
      const what = `The result of execution ${ended.execution.id}`;
      this.logger.error(what, error instanceof Error ? error.stack : String(error));
      const result = { code: 'INTERNAL', error: 'The result could not be put together; see the log of the service.' };
      return { status: 'failed' as const, result };
    }
  }
}
