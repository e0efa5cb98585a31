/** Wakes one waiter. A call that comes while nobody waits is remembered for the next. */
export class WakeSignal {
  private isAwake = false;
  private resume: (() => void) | undefined;

  wake(): void {
    this.isAwake = true;
    this.resume?.();
  }

  async next(): Promise<void> {
    if (!this.isAwake) await new Promise<void>((resolve) => (this.resume = resolve));
    this.isAwake = false;
  }
}
