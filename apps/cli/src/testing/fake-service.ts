import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import type { NodeReport, WantedView } from '@packyard/contracts';

/** What an agent asks its service, played: what is wanted changes when a test says so. */
export class FakeService {
  readonly reports: NodeReport[] = [];
  isAway = false;
  private current: WantedView | undefined;
  private readonly changes = new EventEmitter().setMaxListeners(0);

  want(wanted: WantedView): void {
    this.current = wanted;
    this.changes.emit('change');
  }

  async wanted(
    has: WantedView | undefined,
    { waitSeconds, signal }: { waitSeconds: number; signal: AbortSignal },
  ): Promise<WantedView | undefined> {
    this.assertThere();
    const isOver = AbortSignal.any([signal, AbortSignal.timeout(waitSeconds * 1000)]);
    while (this.current === undefined || this.current.state === has?.state) {
      // The time is over, or the agent has gone, which is told apart below.
      const isChanged = await once(this.changes, 'change', { signal: isOver }).catch(() => undefined);
      signal.throwIfAborted();
      if (isChanged === undefined) return undefined;
      this.assertThere();
    }
    return this.current;
  }

  report(report: NodeReport): Promise<never> {
    if (!this.isAway) this.reports.push(report);
    // Whatever is answered, nobody reads it.
    return this.isAway ? Promise.reject(new Error('No Packyard answers.')) : (Promise.resolve() as Promise<never>);
  }

  private assertThere(): void {
    if (this.isAway) throw new Error('No Packyard answers.');
  }
}
