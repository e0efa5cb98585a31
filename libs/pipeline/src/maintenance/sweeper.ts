import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Upkeep } from '@packyard/versions';
import { DataSource } from 'typeorm';
import { PipelineOptions } from '../pipeline-options';
import { within } from '../process/within';
import { StageQueues } from '../queue/stage-queues';
import { Recovery } from './recovery';
import { StagingSweeper } from './staging-sweeper';

// Any number; the holder sweeps, the others skip their turn.
const SWEEP_LOCK = 7_225_928;
// The whole store is compared with the database at the start and then now and again.
const SWEEPS_PER_TIDYING = 60;
// What it is at is done again by the next one.
const LONGEST_GOODBYE_MS = 1_000;

/** Looks regularly for what a process that died left behind, in the database and on disk. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Sweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> = Promise.resolve();
  private isFirst = true;
  private untilTidied = 0;
  private isStopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly recovery: Recovery,
    private readonly staging: StagingSweeper,
    private readonly upkeep: Upkeep,
    private readonly queues: StageQueues,
    private readonly options: PipelineOptions,
  ) {}

  onApplicationBootstrap(): void {
    this.next();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await within(LONGEST_GOODBYE_MS, this.current);
  }

  private next(): void {
    this.current = this.sweep().finally(() => {
      if (!this.isStopped) this.timer = setTimeout(() => this.next(), this.options.sweepSeconds * 1000);
    });
  }

  private async sweep(): Promise<void> {
    try {
      await this.alone(() => this.sweepEverything());
    } catch (error) {
      this.logger.warn(`Sweeping failed and is tried again: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }

  private async sweepEverything(): Promise<void> {
    await this.recovery.recover(this.isFirst && this.options.isOnlyWorker ? this.options.leaseOwner : undefined);
    this.isFirst = false;
    await this.upkeep.repair();
    await this.staging.sweep();
    await this.queues.trim();
    this.untilTidied -= 1;
    if (this.untilTidied > 0) return;
    if (await this.upkeep.tidy(this.options.keepGenerations)) this.untilTidied = SWEEPS_PER_TIDYING;
  }

  /** The lock lives in a connection of its own and goes with it, however this process ends. */
  private async alone(work: () => Promise<void>): Promise<void> {
    const connection = this.dataSource.createQueryRunner();
    try {
      const [answer] = (await connection.query('SELECT pg_try_advisory_lock($1) AS held', [SWEEP_LOCK])) as {
        held: boolean;
      }[];
      if (answer?.held !== true) return;
      try {
        await work();
      } finally {
        await connection.query('SELECT pg_advisory_unlock($1)', [SWEEP_LOCK]);
      }
    } finally {
      await connection.release();
    }
  }
}
