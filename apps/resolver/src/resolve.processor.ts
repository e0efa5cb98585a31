import { Processor } from '@nestjs/bullmq';
import type { Stage } from '@packyard/contracts';
import { PipelineOptions, StageProcessor, TaskRunner } from '@packyard/pipeline';
import { ResolveService } from './resolve.service';

@Processor('resolve' satisfies Stage)
export class ResolveProcessor extends StageProcessor {
  constructor(runner: TaskRunner, service: ResolveService, options: PipelineOptions) {
    super(runner, service, options.concurrency.resolve);
  }
}
