import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { STAGES } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { EndedJobWriter } from './ended-job-writer';
import { ListeningSession } from './listening-session';
import { type QueueBackend, selectQueueBackend } from './queue-backend';
import { TaskStarter } from './task-starter';
import { StageQueues } from './stage-queues';

/** The four queues, one for each stage, on whichever backend is chosen. */
@Module({})
export class QueueModule {
  static forRoot(backend: QueueBackend): DynamicModule {
    const queues = BullModule.registerQueue(...STAGES.map((name) => ({ name })));
    const endedJobs = {
      provide: EndedJobWriter,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) =>
        new EndedJobWriter(backend.redisUrl === undefined ? dataSource : undefined),
    };
    const listening = new ListeningSession(backend.databaseUrl);
    return {
      module: QueueModule,
      global: true,
      imports: [BullModule.forRoot({ connection: selectQueueBackend(backend, listening) }), queues],
      providers: [TaskStarter, StageQueues, endedJobs, { provide: ListeningSession, useValue: listening }],
      exports: [TaskStarter, StageQueues, ListeningSession, queues],
    };
  }
}
