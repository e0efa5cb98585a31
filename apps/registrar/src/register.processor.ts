import { Processor } from '@nestjs/bullmq';
import type { Stage } from '@packyard/contracts';
import { PipelineOptions, StageProcessor, TaskRunner } from '@packyard/pipeline';
import { RegisterHandler } from './register.handler';

@Processor('register' satisfies Stage)
export class RegisterProcessor extends StageProcessor {
  constructor(runner: TaskRunner, handler: RegisterHandler, options: PipelineOptions) {
    super(runner, handler, options.concurrency.register);
  }
}
