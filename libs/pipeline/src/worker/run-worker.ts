import 'reflect-metadata';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { runProcess } from '../process/run-process';
import { StderrLogger } from '../process/stderr-logger';
import { closeWorkers } from './close-workers';
import { startHealthServer } from './health-server';
import { WorkerModule, type WorkerProcessConfig } from './worker.module';

@Module({})
class WorkerProcess {}

/** Runs one stage as a process of its own until SIGTERM or SIGINT; running work is then finished or given back. */
export function runWorker(stage: DynamicModule | Type, config: WorkerProcessConfig): void {
  runProcess(async (life) => {
    const logger = new StderrLogger();
    const root = { module: WorkerProcess, imports: [WorkerModule.forRoot(config), stage] };
    const app = await NestFactory.createApplicationContext(root, { logger, abortOnError: false });
    life.beforeEnd((exitCode) => closeWorkers(app, exitCode));
    if (config.PACKYARD_HEALTH_PORT > 0) {
      const server = await startHealthServer(app, config.PACKYARD_HEALTH_PORT);
      process.once('exit', () => server.close());
      server.unref();
    }
    logger.log('The worker is ready');
  });
}
