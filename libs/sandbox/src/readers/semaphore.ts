/** Lets a number of callers in at a time; the others wait in order, each with its own signal. */
export class Semaphore {
  private taken = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly size: number) {}

  /** Returns what gives the slot back, which has to be called exactly once. */
  async acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.taken < this.size) this.taken += 1;
    else await this.wait(signal);
    return () => this.release();
  }

  private release(): void {
    const [next] = this.waiting;
    if (next === undefined) this.taken -= 1;
    else next();
  }

  /** The slot is handed over: nobody can take it in between. */
  private wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.waiting.delete(enter);
        reject(signal.reason as Error);
      };
      const enter = () => {
        this.waiting.delete(enter);
        signal.removeEventListener('abort', stop);
        resolve();
      };
      this.waiting.add(enter);
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}
