import { Injectable } from '@nestjs/common';
import { type ErrorCode, RUNTIMES, type RuntimeName, type Stage, type Transfer } from '@packyard/contracts';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

// From a pack that is known already to an environment that is compiled.
const SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1200];

/** What this process counts, in Prometheus' format: itself (memory, event loop), and the tasks that it has run. */
@Injectable()
export class ProcessMetrics {
  readonly registry = new Registry();
  private readonly tasks = new Histogram({
    name: 'packyard_task_duration_seconds',
    help: 'How long tasks were worked on, by stage and outcome (succeeded, failed, stopped).',
    labelNames: ['stage', 'outcome'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly failures = new Counter({
    name: 'packyard_task_failures_total',
    help: 'Tasks that failed, by stage and error code. Those that are tried again count each time.',
    labelNames: ['stage', 'code'] as const,
    registers: [this.registry],
  });

  private readonly archives = new Counter({
    name: 'packyard_archive_bytes_total',
    help: 'Bytes of archives that were downloaded, and of those that were known and not downloaded again (from).',
    labelNames: ['from'] as const,
    registers: [this.registry],
  });

  private readonly environments = new Counter({
    name: 'packyard_environments_planned_total',
    help: 'Environments that packs asked for, by runtime: those that were ready already, and those that were not (state).',
    labelNames: ['runtime', 'state'] as const,
    registers: [this.registry],
  });

  constructor() {
    for (const runtime of RUNTIMES) {
      for (const state of ['ready', 'missing']) this.environments.inc({ runtime, state }, 0);
    }
    for (const from of ['server', 'cache']) this.archives.inc({ from }, 0);
    collectDefaultMetrics({ register: this.registry });
  }

  taskEnded(stage: Stage, outcome: 'succeeded' | 'failed' | 'stopped', seconds: number): void {
    this.tasks.observe({ stage, outcome }, seconds);
  }

  archiveFetched({ transferredBytes, archiveBytes }: Transfer): void {
    this.archives.inc({ from: 'server' }, transferredBytes);
    this.archives.inc({ from: 'cache' }, Math.max(0, archiveBytes - transferredBytes));
  }

  environmentChosen(runtime: RuntimeName, isReady: boolean): void {
    this.environments.inc({ runtime, state: isReady ? 'ready' : 'missing' });
  }

  taskFailed(stage: Stage, code: ErrorCode): void {
    this.failures.inc({ stage, code });
  }
}
