import { Injectable } from '@nestjs/common';
import { ExecutionId, type ExecutionSummary, type ExecutionView, RejectedError } from '@packyard/contracts';
import {
  type ExecutionEntity,
  type ExecutionFilter,
  ExecutionPackRepository,
  ExecutionRepository,
  TaskRepository,
} from '@packyard/schema';
import { presentExecution, presentSummary } from './present-execution';

/** Executions as users see them. */
@Injectable()
export class ExecutionReader {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly tasks: TaskRepository,
  ) {}

  /** @throws RejectedError EXECUTION_NOT_FOUND */
  async find(text: string): Promise<ExecutionEntity> {
    const id = ExecutionId.safeParse(text);
    const found = id.success && id.data < 2 ** 31 ? await this.executions.find(id.data) : null;
    if (found !== null) return found;
    throw new RejectedError('EXECUTION_NOT_FOUND', `Execution with ID ${text.slice(0, 50)} not found`, {
      hint: 'List the executions to see which there are.',
    });
  }

  async view(execution: ExecutionEntity): Promise<ExecutionView> {
    const [packs, tasks, environments] = await Promise.all([
      this.packs.listOf(execution.id),
      this.tasks.listOf(execution.id),
      this.packs.environmentsOf(execution.id),
    ]);
    return presentExecution(execution, { packs, tasks, environments });
  }

  async list(filter: ExecutionFilter): Promise<[ExecutionSummary[], number]> {
    const [executions, total] = await this.executions.list(filter);
    return [executions.map(presentSummary), total];
  }
}
