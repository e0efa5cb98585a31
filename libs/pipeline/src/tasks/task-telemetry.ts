import { Injectable, Logger } from '@nestjs/common';
import { RejectedError, reportError, UnavailableError } from '@packyard/contracts';
import { attemptOf, type ClaimedTask } from '@packyard/schema';
import { currentSpan, failSpan } from '@packyard/tracing';
import { ProcessMetrics } from '../metrics/process-metrics';
import { TaskStopped } from './lease-holder';

/** Says of each task how it ended, in the log and in figures. */
@Injectable()
export class TaskTelemetry {
  private readonly logger = new Logger('TaskRunner');

  constructor(private readonly metrics: ProcessMetrics) {}

  /** `startedAt` by `performance.now()`. */
  succeeded(task: ClaimedTask, startedAt: number): void {
    const seconds = secondsSince(startedAt);
    this.metrics.taskEnded(task.stage, 'succeeded', seconds);
    this.logger.log(`${nameOf(task)} succeeded in ${seconds.toFixed(2)} s`);
  }

  failed(task: ClaimedTask, error: unknown, startedAt: number): void {
    const isStopped = error instanceof TaskStopped;
    failSpan(currentSpan(), error);
    this.metrics.taskEnded(task.stage, isStopped ? 'stopped' : 'failed', secondsSince(startedAt));
    if (!isStopped) this.metrics.taskFailed(task.stage, reportError(error).code);
    const name = nameOf(task);
    if (isStopped) this.logger.log(`${name} was stopped: ${error.reason}`);
    else if (error instanceof RejectedError) this.logger.log(`${name} failed: ${error.code} ${error.message}`);
    else if (error instanceof UnavailableError) this.logger.warn(`${name}: ${error.code} ${error.message}`);
    else this.logger.error(name, error instanceof Error ? error.stack : String(error));
  }

  lost(task: ClaimedTask): void {
    currentSpan()?.fail('lease lost');
    this.logger.warn(`Task ${task.id} (${task.stage}) lost its lease; another worker goes on with it.`);
  }
}

function nameOf(task: ClaimedTask): string {
  return `Task ${task.id} (${task.stage}, execution ${task.executionId}, attempt ${attemptOf(task)})`;
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
