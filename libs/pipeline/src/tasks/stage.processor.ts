import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { StageHandler } from './stage-handler';
import type { TaskRunner } from './task-runner';

const SILENCE_MS = 10_000;
/** BullMQ asks again at once when a queue answers an error, and lets nothing else run while the answer needs no I/O. */
const MOST_ERRORS_IN_A_TURN = 1000;

/** What every stage's processor is: its queue's jobs, handed to its stage by the one protocol. */
export abstract class StageProcessor extends WorkerHost {
  private readonly logger = new Logger(StageProcessor.name);
  private saidAt = -SILENCE_MS;
  private errorsInTurn = 0;

  constructor(
    private readonly runner: TaskRunner,
    private readonly handler: StageHandler,
    private readonly concurrency: number,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.worker.concurrency = this.concurrency;
    await this.runner.serve(this.handler.stage, this.concurrency);
  }

  process(job: Job<unknown>): Promise<string> {
    return this.runner.run(job, this.handler);
  }

  /** Said once in a while: while a queue is away it is asked many times a second. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.endEndlessLoop(error);
    if (performance.now() - this.saidAt < SILENCE_MS) return;
    this.saidAt = performance.now();
    this.logger.warn(`The queue is not answering: ${error.message}`);
  }

  /** BullMQ asks again without a pause when its connection is closed before the worker is: the process would never end. */
  private endEndlessLoop(error: Error): void {
    if (this.errorsInTurn === 0) setImmediate(() => (this.errorsInTurn = 0));
    this.errorsInTurn += 1;
    if (this.errorsInTurn !== MOST_ERRORS_IN_A_TURN) return;
    this.logger.error(`The queue answers nothing but errors, it is no longer asked: ${error.message}`);
    void this.worker.close(true);
  }
}
