import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { withinTime } from '../process/within-time';
import { HomeUpkeep } from './home-upkeep';
import { MaintenancePolicy } from './maintenance-policy';

// What it is at is done again by the next one.
const SHUTDOWN_TIMEOUT_MS = 1_000;

/** Tidies the home of this process now and again, while others do the same with theirs. */
@Injectable()
export class HomeUpkeepTimer implements OnApplicationBootstrap, OnModuleDestroy {
  private isStopping = false;
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> = Promise.resolve();

  constructor(
    private readonly upkeep: HomeUpkeep,
    private readonly policy: MaintenancePolicy,
  ) {}

  onApplicationBootstrap(): void {
    this.next();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await withinTime(SHUTDOWN_TIMEOUT_MS, this.current);
  }

  private next(): void {
    this.current = this.upkeep.run().then(() => {
      if (!this.isStopping) this.timer = setTimeout(() => this.next(), this.policy.seconds * 1000);
    });
  }
}
