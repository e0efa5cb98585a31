import { type DynamicModule, Module } from '@nestjs/common';
import { ReadinessCheck } from './health/readiness';
import { WorkerPresence } from './health/worker-presence';
import { ClockSetbackRecovery } from './maintenance/clock-setback-recovery';
import { MaintenanceTimer } from './maintenance/maintenance-timer';
import { Recovery } from './maintenance/recovery';
import { Sweeper } from './maintenance/sweeper';
import { LeaseMetrics } from './metrics/lease-metrics';
import { PoolMetrics } from './metrics/pool-metrics';
import { ProcessMetrics } from './metrics/process-metrics';
import { PipelineOptions } from './pipeline-options';
import { BrokenExecutions } from './reconciler/broken-executions';
import { ExecutionCompletion } from './reconciler/execution-completion';
import { ReconcileScheduler } from './reconciler/reconcile-scheduler';
import { Reconciler } from './reconciler/reconciler';
import { LeaseHolder } from './tasks/lease-holder';
import { FailedTasks } from './tasks/failed-tasks';
import { TaskTelemetry } from './tasks/task-telemetry';
import { TaskRunner } from './tasks/task-runner';

const RECONCILER = [
  BrokenExecutions,
  ExecutionCompletion,
  PoolMetrics,
  ProcessMetrics,
  ReadinessCheck,
  ReconcileScheduler,
  Reconciler,
];
const PROTOCOL = [
  ClockSetbackRecovery,
  LeaseHolder,
  LeaseMetrics,
  MaintenanceTimer,
  Recovery,
  Sweeper,
  FailedTasks,
  TaskTelemetry,
  TaskRunner,
  WorkerPresence,
];

@Module({})
export class PipelineModule {
  /** For a process that submits work and runs none of it. */
  static forSubmitting(): DynamicModule {
    return {
      module: PipelineModule,
      global: true,
      providers: RECONCILER,
      exports: [ProcessMetrics, ReadinessCheck, ReconcileScheduler],
    };
  }

  static forWorker(options: PipelineOptions): DynamicModule {
    return {
      module: PipelineModule,
      global: true,
      providers: [...RECONCILER, ...PROTOCOL, { provide: PipelineOptions, useValue: options }],
      exports: [ProcessMetrics, ReadinessCheck, ReconcileScheduler, TaskRunner, WorkerPresence, PipelineOptions],
    };
  }
}
