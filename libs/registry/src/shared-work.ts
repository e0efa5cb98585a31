import { untilAborted } from '@packyard/network';

/**
 * One piece of work that several wait for, each with its own signal: nobody's cancel or time limit is another's. When all
 * have gone, it is stopped.
 */
export class SharedWork<Result> {
  private readonly abandon = new AbortController();
  private readonly result: Promise<Result>;
  private waiting = 0;
  private isOver = false;

  constructor(
    work: (signal: AbortSignal) => Promise<Result>,
    private readonly onAbandoned: () => void,
  ) {
    this.result = work(this.abandon.signal).finally(() => (this.isOver = true));
    this.result.catch(() => undefined);
  }

  async wait(signal: AbortSignal): Promise<Result> {
    this.waiting += 1;
    try {
      return await untilAborted(this.result, signal);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0 && !this.isOver) {
        this.onAbandoned();
        this.abandon.abort(new Error('Nobody waits for it any more'));
      }
    }
  }
}
