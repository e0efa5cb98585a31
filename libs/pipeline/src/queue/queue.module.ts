import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { STAGES } from '@packyard/contracts';
import { type QueueBackend, selectQueueBackend } from './queue-backend';
import { TaskStarter } from './task-starter';
import { StageQueues } from './stage-queues';

/** The four queues, one for each stage, on whichever backend is chosen. */
@Module({})
export class QueueModule {
  static forRoot(backend: QueueBackend): DynamicModule {
    const queues = BullModule.registerQueue(...STAGES.map((name) => ({ name })));
    return {
      module: QueueModule,
      global: true,
      imports: [BullModule.forRoot({ connection: selectQueueBackend(backend) }), queues],
      providers: [TaskStarter, StageQueues],
      exports: [TaskStarter, StageQueues, queues],
    };
  }
}
