import { Processor } from '@nestjs/bullmq';
import type { Stage } from '@packyard/contracts';
import { PipelineOptions, StageProcessor, TaskRunner } from '@packyard/pipeline';
import { ResolveHandler } from './resolve.handler';

@Processor('resolve' satisfies Stage)
export class ResolveProcessor extends StageProcessor {
  constructor(runner: TaskRunner, handler: ResolveHandler, options: PipelineOptions) {
    super(runner, handler, options.concurrency.resolve);
  }
}
