import { Processor } from '@nestjs/bullmq';
import type { Stage } from '@packyard/contracts';
import { PipelineOptions, StageProcessor, TaskRunner } from '@packyard/pipeline';
import { DownloadService } from './download.service';

@Processor('download' satisfies Stage)
export class DownloadProcessor extends StageProcessor {
  constructor(runner: TaskRunner, service: DownloadService, options: PipelineOptions) {
    super(runner, service, options.concurrency.download);
  }
}
