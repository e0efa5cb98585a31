import { Processor } from '@nestjs/bullmq';
import type { Stage } from '@packyard/contracts';
import { PipelineOptions, StageProcessor, TaskRunner } from '@packyard/pipeline';
import { BuildService } from './build.service';

@Processor('build' satisfies Stage)
export class BuildProcessor extends StageProcessor {
  constructor(runner: TaskRunner, service: BuildService, options: PipelineOptions) {
    super(runner, service, options.concurrency.build);
  }
}
