import { Semaphore } from '@packyard/sandbox';

/** How many requests are under way at a time: to one host, and in all. The others wait in order. */
export class HostLimits {
  private readonly all: Semaphore;
  private readonly hosts = new Map<string, { slots: Semaphore; users: number }>();

  constructor(
    private readonly perHost: number,
    inAll: number,
  ) {
    this.all = new Semaphore(inAll);
  }

  /** Returns what gives the slot back. Whoever waits for a busy host keeps nobody from another one. */
  async acquire(host: string, signal: AbortSignal): Promise<() => void> {
    const known = this.hosts.get(host) ?? { slots: new Semaphore(this.perHost), users: 0 };
    this.hosts.set(host, known);
    known.users += 1;
    const leave = () => {
      known.users -= 1;
      if (known.users === 0) this.hosts.delete(host);
    };
    let leaveHost: (() => void) | undefined;
    try {
      leaveHost = await known.slots.acquire(signal);
      const leaveAll = await this.all.acquire(signal);
      return () => [leaveAll, leaveHost, leave].forEach((end) => end?.());
    } catch (error) {
      leaveHost?.();
      leave();
      throw error;
    }
  }
}
