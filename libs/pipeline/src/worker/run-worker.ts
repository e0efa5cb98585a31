import 'reflect-metadata';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openHome } from '@packyard/store';
import { type HealthAddress, startHealthServer } from '../health/health-server';
import { ReadinessCheck } from '../health/readiness';
import { ProcessMetrics } from '../metrics/process-metrics';
import { awaitDatabase } from '../process/await-database';
import { runProcess } from '../process/run-process';
import { StderrLogger } from '../process/stderr-logger';
import { traceProcess } from '../process/trace-process';
import { LeaseHolder } from '../tasks/lease-holder';
import { closeWorkers } from './close-workers';
import { IdleMemory } from './idle-memory';
import { WorkerModule, type WorkerProcessConfig } from './worker.module';

@Module({})
class WorkerProcess {}

/** Runs one stage as a process of its own until SIGTERM or SIGINT; running work is then finished or given back. */
export function runWorker(name: string, stage: DynamicModule | Type, config: WorkerProcessConfig): void {
  runProcess(async (life) => {
    await traceProcess(life, config, `packyard-${name}`);
    const logger = new StderrLogger();
    openHome(config.PACKYARD_HOME, config.PACKYARD_SHARED_HOME);
    const health = healthAddress(config);
    await awaitDatabase({ databaseUrl: config.DATABASE_URL, seconds: config.PACKYARD_START_SECONDS, health });
    const root = { module: WorkerProcess, imports: [WorkerModule.forRoot(config), stage] };
    const app = await NestFactory.createApplicationContext(root, { logger, abortOnError: false });
    life.beforeEnd((exitCode) => closeWorkers(app, exitCode));
    new IdleMemory(app.get(LeaseHolder)).start();
    if (health !== undefined) {
      const readiness = app.get(ReadinessCheck);
      const server = await startHealthServer(
        health,
        () => readiness.run(),
        () => app.get(ProcessMetrics).registry.metrics(),
      );
      life.atTheEnd(() => server.close());
    }
    logger.log('The worker is ready');
  });
}

function healthAddress({
  PACKYARD_HEALTH_PORT: port,
  PACKYARD_HEALTH_HOST: host,
}: WorkerProcessConfig): HealthAddress | undefined {
  return port === 0 ? undefined : { host, port, settings: 'PACKYARD_HEALTH_HOST and PACKYARD_HEALTH_PORT' };
}
