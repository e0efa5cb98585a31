import { untilAborted } from '@packyard/network';

interface Waiting {
  /** Called before it waits for another one's. */
  onWait: () => void;
  signal: AbortSignal;
}

/** Does what several builds want at the same time once for all of them. */
export class SingleFlightByName<Found> {
  private readonly underWay = new Map<string, Promise<Found>>();

  async do(name: string, work: () => Promise<Found>, { onWait, signal }: Waiting): Promise<Found> {
    for (;;) {
      const other = this.underWay.get(name);
      if (other === undefined) {
        const mine = work().finally(() => this.underWay.delete(name));
        this.underWay.set(name, mine);
        return mine;
      }
      onWait();
      // Who waits for a build that failed or was stopped tries it without it.
      const failed = other.catch(() => undefined);
      const found = await untilAborted(failed, signal);
      if (found !== undefined) return found;
    }
  }
}
