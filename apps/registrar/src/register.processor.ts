import { Processor } from '@nestjs/bullmq';
import type { Stage } from '@packyard/contracts';
import { PipelineOptions, StageProcessor, TaskRunner } from '@packyard/pipeline';
import { RegisterService } from './register.service';

@Processor('register' satisfies Stage)
export class RegisterProcessor extends StageProcessor {
  constructor(runner: TaskRunner, service: RegisterService, options: PipelineOptions) {
    super(runner, service, options.concurrency.register);
  }
}
