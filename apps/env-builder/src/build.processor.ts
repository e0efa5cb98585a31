import { Processor } from '@nestjs/bullmq';
import type { Stage } from '@packyard/contracts';
import { PipelineOptions, StageProcessor, TaskRunner } from '@packyard/pipeline';
import { BuildHandler } from './build.handler';

@Processor('build' satisfies Stage)
export class BuildProcessor extends StageProcessor {
  constructor(runner: TaskRunner, handler: BuildHandler, options: PipelineOptions) {
    super(runner, handler, options.concurrency.build);
  }
}
