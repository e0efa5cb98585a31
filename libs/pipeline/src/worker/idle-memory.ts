import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LeaseHolder } from '../tasks/lease-holder';

// Of its kinds of collecting, the one that gives back the most.
type Collect = (how: { type: 'major'; flavor: 'last-resort' }) => void;

const LOOK_EVERY_MS = 4_000;

/**
 * Gives back the memory that starting and the last tasks have left, once no task has begun for a while. V8 would keep it until
 * something needs it, which in an idle worker nothing does. It takes some 20 ms.
 */
@Injectable()
export class IdleMemory implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  /** How many tasks had begun at the last look. */
  private begun: number | undefined;
  private isTidy = false;

  constructor(@Inject(LeaseHolder) private readonly leases: Pick<LeaseHolder, 'begun' | 'isIdle'>) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { begun, isIdle } = this.leases;
    const isQuiet = isIdle && begun === this.begun;
    if (isQuiet && !this.isTidy) this.giveBack();
    this.isTidy = isQuiet;
    this.begun = begun;
  }

  /** V8 gives its collector to programs only when it is asked to, which can be done at any time. */
  giveBack(): void {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as Collect)({ type: 'major', flavor: 'last-resort' });
    setFlagsFromString('--no-expose-gc');
  }
}
