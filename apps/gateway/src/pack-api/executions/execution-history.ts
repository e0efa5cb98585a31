import { Injectable } from '@nestjs/common';
import {
  asksFor,
  EXECUTION_STATUSES,
  type ExecutionLogs,
  type ExecutionOutput,
  type ExecutionStats,
  type ExecutionStatus,
  type ExecutionSummary,
  type Principal,
} from '@packyard/contracts';
import {
  type ExecutionEntity,
  type ExecutionFilter,
  ExecutionRepository,
  PackCountRepository,
  type PackCounts,
  TaskOutputRepository,
} from '@packyard/schema';
import { presentCommon } from './execution-views';
import { logLine } from './log-line';

const MAX_LOG_LINES = 10_000;

/** Executions in lists, in figures and in lines. */
@Injectable()
export class ExecutionHistory {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packCounts: PackCountRepository,
    private readonly outputs: TaskOutputRepository,
  ) {}

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
    const events = await this.executions.eventsAfter(execution.id, 0, MAX_LOG_LINES);
    return { execution_id: execution.id, logs: events.filter(({ type }) => type !== 'progress').map(logLine) };
  }

  async output(execution: ExecutionEntity, packRef: string | undefined): Promise<ExecutionOutput> {
    const outputs = await this.outputs.outputsOf({ executionId: execution.id, packRef });
    return {
      execution_id: execution.id,
      outputs: outputs.map(({ taskId, attempt, stage, packRef: ref, runtime, isRunning, text }) => ({
        task_id: taskId,
        attempt,
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

function presentSummary(
  execution: Parameters<typeof presentCommon>[0] & Pick<ExecutionEntity, 'parameters'>,
  { names, ...counts }: PackCounts = { total: 0, completed: 0, failed: 0, names: [] },
): ExecutionSummary {
  return {
    ...presentCommon(execution),
    rule_ref: null,
    trigger_ref: null,
    is_plan: asksFor(execution, 'dry_run'),
    pack_refs: names,
    pack_counts: counts,
  };
}
