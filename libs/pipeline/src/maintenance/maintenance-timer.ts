import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ADVISORY_LOCKS, SessionLocks } from '@packyard/schema';
import { PipelineOptions } from '../pipeline-options';
import { withinTime } from '../process/within-time';
import { Maintenance } from './maintenance';
import { MaintenancePolicy } from './maintenance-policy';

// What it is at is done again by the next one.
const SHUTDOWN_TIMEOUT_MS = 1_000;

/** Runs the maintenance now and again, in one of all processes. It may take long, so recovery does not wait for it. */
@Injectable()
export class MaintenanceTimer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(MaintenanceTimer.name);
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> = Promise.resolve();

  constructor(
    private readonly locks: SessionLocks,
    private readonly maintenance: Maintenance,
    private readonly policy: MaintenancePolicy,
    private readonly options: PipelineOptions,
  ) {}

  onApplicationBootstrap(): void {
    this.next();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await withinTime(SHUTDOWN_TIMEOUT_MS, this.current);
  }

  private next(): void {
    this.current = this.clean().then((isComplete) => {
      if (this.stopping.signal.aborted) return;
      const seconds = isComplete ? this.policy.seconds : this.options.sweepSeconds;
      this.timer = setTimeout(() => this.next(), seconds * 1000);
    });
  }

  /** False when it should be tried again soon. */
  private async clean(): Promise<boolean> {
    let isComplete = true;
    try {
      await this.locks.alone(ADVISORY_LOCKS.maintenance, async () => {
        const report = await this.maintenance.run({ signal: this.stopping.signal });
        // What can't be removed now can't be removed in a few seconds either.
        isComplete = report.isComplete || report.failures.length > 0;
      });
    } catch (error) {
      this.logger.warn(
        `Maintenance failed and is tried again: ${error instanceof Error ? error.stack : String(error)}`,
      );
    }
    return isComplete;
  }
}
