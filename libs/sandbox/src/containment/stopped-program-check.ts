import { setTimeout as delay } from 'node:timers/promises';
import { readOfThreads } from './processes';
import { sendSignal } from './send-signal';

const POLL_MS = 20;
/** A processor that is busy takes its time until what it was told is so. */
const MAX_POLLS_AFTERWARDS = 10;

/** Looks whether programs that were told to stop stand still, and tells them again when not. */
export class StoppedProgramCheck {
  private readonly stood = new Set<number>();
  private readonly left: AbortController = new AbortController();
  private readonly watching: Promise<void>;
  private wasWoken = false;

  constructor(private readonly pids: ReadonlySet<number>) {
    this.watching = this.watch();
  }

  /** Whether one of them was awake again after it had stood still, or never stood still at all. */
  async end(): Promise<boolean> {
    this.left.abort();
    await this.watching;
    for (let polls = 0; polls < MAX_POLLS_AFTERWARDS && !this.haveAllStood; polls += 1) {
      await delay(POLL_MS);
      await this.look();
    }
    return this.wasWoken || !this.haveAllStood;
  }

  private get haveAllStood(): boolean {
    return this.stood.size === this.pids.size;
  }

  private async watch(): Promise<void> {
    while (!this.left.signal.aborted) {
      await this.look();
      await delay(POLL_MS, undefined, { signal: this.left.signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    await Promise.all([...this.pids].map((pid) => this.lookAt(pid)));
  }

  private async lookAt(pid: number): Promise<void> {
    if (!(await isAwake(pid))) {
      this.stood.add(pid);
      return;
    }
    if (this.stood.has(pid)) this.wasWoken = true;
    sendSignal(pid, 'SIGSTOP');
  }
}

/** Whether a thread of it could do something now. What has ended could not, nor what waits for a disk. */
async function isAwake(pid: number): Promise<boolean> {
  const threads = await readOfThreads(pid, 'stat');
  return threads.some((text) => 'RS'.includes(text.slice(text.lastIndexOf(')') + 2)[0] ?? '-'));
}
