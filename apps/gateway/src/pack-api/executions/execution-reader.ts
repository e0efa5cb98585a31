import { Injectable } from '@nestjs/common';
import {
  EXECUTION_STATUSES,
  ExecutionId,
  type ExecutionLogs,
  type ExecutionOutput,
  type ExecutionStats,
  type ExecutionStatus,
  type ExecutionSummary,
  type ExecutionView,
  type Principal,
  RejectedError,
} from '@packyard/contracts';
import {
  type ExecutionEntity,
  type ExecutionFilter,
  ExecutionPackRepository,
  ExecutionRepository,
  PackCountRepository,
  TaskOutputRepository,
  TaskRepository,
  WaitingRepository,
} from '@packyard/schema';
import { logLine } from './log-line';
import { presentExecution, presentSummary } from './present-execution';

const MOST_LOG_LINES = 10_000;

/** Executions as users see them. */
@Injectable()
export class ExecutionReader {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly packCounts: PackCountRepository,
    private readonly tasks: TaskRepository,
    private readonly outputs: TaskOutputRepository,
    private readonly waiting: WaitingRepository,
  ) {}

  /**
   * With `requester`, only what that one requested is there.
   * @throws RejectedError EXECUTION_NOT_FOUND
   */
  async find(text: string, requester?: Principal): Promise<ExecutionEntity> {
    const id = ExecutionId.safeParse(text);
    const found = id.success && id.data < 2 ** 31 ? await this.executions.find(id.data) : null;
    if (found !== null && isOf(found, requester)) return found;
    throw new RejectedError('EXECUTION_NOT_FOUND', `Execution with ID ${text.slice(0, 50)} not found`, {
      hint: 'List the executions to see which there are.',
    });
  }

  async view(execution: ExecutionEntity): Promise<ExecutionView> {
    const [packs, tasks, environments, waiting] = await Promise.all([
      this.packs.listOf(execution.id),
      this.tasks.listOf(execution.id),
      this.packs.environmentsOf(execution.id),
      execution.finishedAt === null ? this.waiting.waitingIn(execution.id) : [],
    ]);
    return presentExecution(execution, { packs, tasks, environments, waiting });
  }

  /** With `requester`, only what that one requested is counted. */
  async stats(requester?: Principal): Promise<ExecutionStats> {
    const counts = await this.executions.countByStatus(requester);
    const of = (...statuses: ExecutionStatus[]) => statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
    return {
      total: of(...EXECUTION_STATUSES),
      completed: of('completed'),
      failed: of('failed'),
      running: of('running'),
      pending: of('requested', 'scheduling', 'scheduled'),
      cancelled: of('canceling', 'cancelled'),
      timeout: of('timeout'),
      abandoned: of('abandoned'),
    };
  }

  async logs(execution: ExecutionEntity): Promise<ExecutionLogs> {
    const events = await this.executions.eventsAfter(execution.id, 0, MOST_LOG_LINES);
    return { execution_id: execution.id, logs: events.filter(({ type }) => type !== 'progress').map(logLine) };
  }

  async output(execution: ExecutionEntity, packRef: string | undefined): Promise<ExecutionOutput> {
    const outputs = await this.outputs.outputsOf({ executionId: execution.id, packRef });
    return {
      execution_id: execution.id,
      outputs: outputs.map(({ taskId, jobNumber, stage, packRef: ref, runtime, isRunning, text }) => ({
        task_id: taskId,
        attempt: jobNumber,
        stage,
        pack_ref: ref,
        runtime,
        running: isRunning,
        text,
      })),
    };
  }

  async list(filter: ExecutionFilter): Promise<[ExecutionSummary[], number]> {
    const [executions, total] = await this.executions.list(filter);
    const counts = await this.packCounts.countsOf(executions.map(({ id }) => id));
    return [executions.map((execution) => presentSummary(execution, counts.get(execution.id))), total];
  }
}

function isOf({ requestedByKind, requestedById }: ExecutionEntity, requester: Principal | undefined): boolean {
  return requester === undefined || (requestedByKind === requester.kind && requestedById === requester.id);
}
