/**
 * Aborts its signal when the time is up, with a TimeoutError as that of AbortSignal.timeout; whoever is done before stops it. Node.js
 * keeps an AbortSignal.timeout, and with it all that the code around it holds, until its time is up, also when nobody
 * waits any more: a request of thousands of packs kept all of them for as long as a download may take.
 */
export class AbortTimer {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(ms: number) {
    const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    this.timer = setTimeout(() => this.controller.abort(reason()), ms).unref();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isUp(): boolean {
    return this.controller.signal.aborted;
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
