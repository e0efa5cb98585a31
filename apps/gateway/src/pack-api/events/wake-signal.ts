/** Remembers a call that comes while nobody waits. */
export class Wakening {
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
