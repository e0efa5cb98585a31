import 'reflect-metadata';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { closeOnSignal } from './close-on-signal';
import { startHealthServer } from './health-server';
import { StderrLogger } from './stderr-logger';
import { WorkerModule, type WorkerProcessConfig } from './worker.module';

@Module({})
class WorkerProcess {}

/** Runs one stage as a process of its own until SIGTERM or SIGINT; running work is then finished or given back. */
export async function runWorker(stage: DynamicModule | Type, config: WorkerProcessConfig): Promise<void> {
  const logger = new StderrLogger();
  const root = { module: WorkerProcess, imports: [WorkerModule.forRoot(config), stage] };
  const app = await NestFactory.createApplicationContext(root, { logger });
  closeOnSignal(app);
  if (config.PACKYARD_HEALTH_PORT > 0) {
    const server = await startHealthServer(app, config.PACKYARD_HEALTH_PORT);
    process.once('exit', () => server.close());
    server.unref();
  }
  logger.log('The worker is ready');
}
