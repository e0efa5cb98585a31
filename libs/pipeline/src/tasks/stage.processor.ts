import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable, Logger, type Type } from '@nestjs/common';
import { type Stage, StageJob } from '@packyard/contracts';
import type { Job } from 'bullmq';
import { WorkerPresence } from '../health/worker-presence';
import { PipelineOptions } from '../pipeline-options';
import { TaskStarter } from '../queue/task-starter';
import { type StageHandler, TaskRunner } from './task-runner';

const LOG_INTERVAL_MS = 10_000;
/** BullMQ asks again at once when a queue answers an error, and lets nothing else run while the answer needs no I/O. */
const MAX_ERRORS_IN_A_TICK = 1000;

/** Hands the jobs of its stage's queue to the protocol, with the handler that does the work. */
@Injectable()
export abstract class StageProcessor extends WorkerHost {
  private readonly logger = new Logger(StageProcessor.name);
  private loggedAt = -LOG_INTERVAL_MS;
  private errorsInTick = 0;

  constructor(
    runner: TaskRunner,
    private readonly presence: WorkerPresence,
    private readonly options: Pick<PipelineOptions, 'concurrency'>,
    private readonly starter: TaskStarter,
    private readonly handler: StageHandler,
  ) {
    super();
    // The worker may bring jobs before all of the process is ready.
    starter.serve(handler.stage, {
      concurrency: options.concurrency[handler.stage],
      run: (job, boardEntry) => runner.run(job, handler, boardEntry),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { stage } = this.handler;
    this.worker.concurrency = this.options.concurrency[stage];
    await this.presence.serve(stage, this.worker.concurrency);
  }

  async process(job: Job<unknown>): Promise<string> {
    return this.starter.runJob(this.handler.stage, { job: StageJob.parse(job.data), rank: job.priority }, job);
  }

  @OnWorkerEvent('active')
  onActive(job: Job<unknown>): void {
    this.starter.onJobTaken(this.handler.stage, job.id);
  }

  @OnWorkerEvent('drained')
  onDrained(): void {
    this.starter.onQueueEmpty(this.handler.stage);
  }

  /** Logged now and then: while a queue is away it is asked many times a second. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.endEndlessLoop(error);
    if (performance.now() - this.loggedAt < LOG_INTERVAL_MS) return;
    this.loggedAt = performance.now();
    this.logger.warn(`The queue is not answering: ${error.message}`);
  }

  /** BullMQ asks again without a pause when its connection is closed before the worker is: the process would never end. */
  private endEndlessLoop(error: Error): void {
    if (this.errorsInTick === 0) setImmediate(() => (this.errorsInTick = 0));
    this.errorsInTick += 1;
    if (this.errorsInTick !== MAX_ERRORS_IN_A_TICK) return;
    this.logger.error(`The queue answers nothing but errors, it is no longer asked: ${error.message}`);
    void this.worker.close(true);
  }
}

/** The processor of one stage's queue, for the module of that stage's app. */
export function stageProcessor(stage: Stage, handler: Type<StageHandler>): Type<StageProcessor> {
  @Processor(stage)
  class ProcessorOfStage extends StageProcessor {
    constructor(
      runner: TaskRunner,
      presence: WorkerPresence,
      options: PipelineOptions,
      starter: TaskStarter,
      @Inject(handler) work: StageHandler,
    ) {
      super(runner, presence, options, starter, work);
    }
  }
  return ProcessorOfStage;
}
