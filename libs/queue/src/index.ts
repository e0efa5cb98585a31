export { migrateQueues } from './queue-backend';
export { QueueModule } from './queue.module';
export { StageQueues } from './stage-queues';
