import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { withinTime } from '@packyard/pipeline';
import { RolloutRepository, Transactions } from '@packyard/schema';
import { Notifications } from '../../../notifications';
import { RolloutProgress } from './rollout-progress';

/** How soon it is seen that nodes show a generation, while one goes out. */
const LOOK_EVERY_MS = 1_000;
/** What no notification came for is seen then. */
const LOOK_AT_LEAST_EVERY_MS = 60_000;
/** A large request makes many generations a second: what is wanted last counts. */
const PAUSE_MS = 100;
const SHUTDOWN_TIMEOUT_MS = 1_000;

/** Takes rollouts on, step by step. Any number of gateways do so side by side: one at a time decides. */
@Injectable()
export class RolloutKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RolloutKeeper.name);
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private looksAgain = false;
  private looksForNew = false;
  private readAt = -Infinity;
  private isRunning = false;
  private isClosed = false;

  constructor(
    notifications: Notifications,
    private readonly transactions: Transactions,
    private readonly rollouts: RolloutRepository,
    private readonly progress: RolloutProgress,
  ) {
    notifications.listen('wanted_state', () => this.wake({ looksForNew: true }));
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      const isOld = performance.now() - this.readAt > LOOK_AT_LEAST_EVERY_MS;
      if (this.isRunning || isOld) this.wake({ looksForNew: isOld });
    }, LOOK_EVERY_MS);
    this.timer.unref();
    this.wake({ looksForNew: true });
  }

  async onModuleDestroy(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.timer);
    await withinTime(SHUTDOWN_TIMEOUT_MS, this.looking ?? Promise.resolve());
  }

  private wake({ looksForNew }: { looksForNew: boolean }): void {
    if (this.isClosed) return;
    this.looksForNew ||= looksForNew;
    this.looksAgain = true;
    this.looking ??= this.look();
  }

  private async look(): Promise<void> {
    try {
      while (this.looksAgain && !this.isClosed) {
        this.looksAgain = false;
        await this.lookOnce();
        await delay(PAUSE_MS);
      }
    } catch (error) {
      [this.isRunning, this.looksForNew] = [true, true];
      this.logger.warn(`A rollout could not be taken on, and will be: ${String(error)}`);
    } finally {
      this.looking = undefined;
    }
  }

  private async lookOnce(): Promise<void> {
    const { looksForNew } = this;
    this.looksForNew = false;
    if (looksForNew) this.readAt = performance.now();
    // Where all nodes are told at once, nobody waits for anybody.
    const isThere = (await this.rollouts.find()) !== undefined;
    this.isRunning =
      isThere &&
      (await this.transactions.run(({ transaction }) => this.progress.advance(transaction, { looksForNew })));
  }
}
