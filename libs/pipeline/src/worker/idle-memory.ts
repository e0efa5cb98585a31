import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LeaseHolder } from '../tasks/lease-holder';

// Of its kinds of collecting, the one that gives back the most.
type Collect = (how: { type: 'major'; flavor: 'last-resort' }) => void;

const LOOK_EVERY_MS = 4_000;

/**
 * Gives back the memory that starting and the last tasks have left, once no task has begun for a while. V8 would keep it until
 * something needs it, which in an idle worker nothing does. Nothing else happens meanwhile, for a tenth of a second and more: not to
 * be done where a gateway answers in the same process.
 */
export class IdleMemory {
  private timer: NodeJS.Timeout | undefined;
  /** How many tasks had begun at the last look. */
  private begunCount: number | undefined;
  private isTidy = false;

  constructor(private readonly leases: Pick<LeaseHolder, 'begunCount' | 'isIdle'>) {}

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { begunCount, isIdle } = this.leases;
    const isQuiet = isIdle && begunCount === this.begunCount;
    if (isQuiet && !this.isTidy) this.giveBack();
    this.isTidy = isQuiet;
    this.begunCount = begunCount;
  }

  /** V8 gives its collector to programs only when it is asked to, which can be done at any time. */
  giveBack(): void {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as Collect)({ type: 'major', flavor: 'last-resort' });
  }
}
