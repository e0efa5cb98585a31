import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PackyardError } from '@packyard/contracts';
import { ADVISORY_LOCKS, SessionLocks, translateDatabaseTrouble } from '@packyard/schema';
import { LinkRepair } from '@packyard/versions';
import { PipelineOptions } from '../pipeline-options';
import { withinTime } from '../process/within-time';
import { StageQueues } from '../queue/stage-queues';
import { ClockSetbackRecovery } from './clock-setback-recovery';
import { Recovery } from './recovery';
import { StagingSweeper } from './staging-sweeper';

// What it is at is done again by the next one.
const SHUTDOWN_TIMEOUT_MS = 1_000;

/** Looks regularly for what a process that died left behind, in the database and on disk. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Sweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> = Promise.resolve();
  private isFirst = true;
  private isStopped = false;

  constructor(
    private readonly locks: SessionLocks,
    private readonly clock: ClockSetbackRecovery,
    private readonly recovery: Recovery,
    private readonly staging: StagingSweeper,
    private readonly links: LinkRepair,
    private readonly queues: StageQueues,
    private readonly options: PipelineOptions,
  ) {}

  onApplicationBootstrap(): void {
    this.sweepNow();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await withinTime(SHUTDOWN_TIMEOUT_MS, this.current);
  }

  private sweepNow(): void {
    this.current = this.sweep().finally(() => {
      if (!this.isStopped) this.timer = setTimeout(() => this.sweepNow(), this.options.sweepSeconds * 1000);
    });
  }

  private async sweep(): Promise<void> {
    try {
      await this.locks.alone(ADVISORY_LOCKS.sweep, () => this.sweepEverything());
    } catch (error) {
      this.logger.warn(`Sweeping failed and is tried again: ${reasonOf(error)}`);
    }
  }

  private async sweepEverything(): Promise<void> {
    const soleLiveOwner = this.isFirst && this.options.isOnlyWorker ? this.options.leaseOwner : undefined;
    await this.attempt('times', () => this.clock.run());
    await this.attempt('lost work', async () => {
      await this.recovery.recover(soleLiveOwner);
      this.isFirst = false;
    });
    await this.attempt('links', () => this.links.repairAll());
    await this.attempt('staging', () => this.staging.sweep());
    await this.attempt('finished jobs', () => this.queues.trim());
  }

  /** What fails keeps nothing else from being swept. */
  private async attempt(what: string, part: () => Promise<void>): Promise<void> {
    try {
      await part();
    } catch (error) {
      this.logger.warn(`Sweeping ${what} failed and is tried again: ${reasonOf(error)}`);
    }
  }
}

/** Where it happened says something of our own errors only. */
function reasonOf(thrown: unknown): string {
  const error = translateDatabaseTrouble(thrown);
  if (error instanceof PackyardError || !(error instanceof Error)) return String(error);
  return error.stack ?? error.message;
}
