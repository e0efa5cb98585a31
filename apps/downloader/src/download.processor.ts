import { Processor } from '@nestjs/bullmq';
import type { Stage } from '@packyard/contracts';
import { PipelineOptions, StageProcessor, TaskRunner } from '@packyard/pipeline';
import { DownloadHandler } from './download.handler';

@Processor('download' satisfies Stage)
export class DownloadProcessor extends StageProcessor {
  constructor(runner: TaskRunner, handler: DownloadHandler, options: PipelineOptions) {
    super(runner, handler, options.concurrency.download);
  }
}
