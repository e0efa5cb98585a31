import { type DynamicModule, Module } from '@nestjs/common';
import {
  ContentConfig,
  DatabaseConfig,
  directUrlOf,
  HomeConfig,
  LogConfig,
  MaintenanceConfig,
  PlatformConfig,
  QueueConfig,
  TracingConfig,
  WorkerConfig,
} from '@packyard/config';
import { SchemaModule } from '@packyard/schema';
import { StoreModule } from '@packyard/store';
import { VersionsModule } from '@packyard/versions';
import type { z } from 'zod';
import { MaintenanceModule } from '../maintenance/maintenance.module';
import { PipelineOptions } from '../pipeline-options';
import { PipelineModule } from '../pipeline.module';
import { QueueModule } from '../queue/queue.module';

/** What the configuration of every worker app contains. */
export const WorkerProcessConfig = HomeConfig.extend(DatabaseConfig.shape)
  .extend(QueueConfig.shape)
  .extend(LogConfig.shape)
  .extend(PlatformConfig.shape)
  .extend(MaintenanceConfig.shape)
  .extend(TracingConfig.shape)
  .extend(ContentConfig.shape)
  .extend(WorkerConfig.shape);
export type WorkerProcessConfig = z.infer<typeof WorkerProcessConfig>;

/** Database, queues, disk and protocol: the ground that every stage stands on. */
@Module({})
export class WorkerModule {
  static forRoot(config: WorkerProcessConfig, isOnlyWorker = false): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        SchemaModule.forRoot(config.DATABASE_URL, {
          directUrl: config.PACKYARD_DATABASE_DIRECT_URL,
          isOnlyProcess: isOnlyWorker,
        }),
        QueueModule.forRoot({ databaseUrl: directUrlOf(config), redisUrl: config.REDIS_URL }),
        StoreModule.forRoot(config.PACKYARD_HOME),
        VersionsModule.forRoot(config),
        MaintenanceModule.forRoot(config),
        PipelineModule.forWorker(
          new PipelineOptions({
            concurrency: {
              download: config.PACKYARD_DOWNLOAD_CONCURRENCY,
              resolve: config.PACKYARD_RESOLVE_CONCURRENCY,
              build: config.PACKYARD_BUILD_CONCURRENCY,
              register: config.PACKYARD_REGISTER_CONCURRENCY,
            },
            leaseSeconds: config.PACKYARD_LEASE_SECONDS,
            sweepSeconds: config.PACKYARD_SWEEP_SECONDS,
            maxAttempts: config.PACKYARD_MAX_ATTEMPTS,
            isOnlyWorker,
          }),
        ),
      ],
    };
  }
}
