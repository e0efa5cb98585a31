import { Logger } from '@nestjs/common';
import { withinTime } from '../process/within-time';

// Each that waits for a lock holds a connection, of which everything else in this process needs some, too: of 20,
// the three kinds together may hold less than half.
const MAX_LATE = 3;

/**
 * Handles what was left behind of one kind. One that can't be handled, or that waits for a lock, keeps no other waiting; of the latter
 * at most three are under way.
 */
export class BoundedRecovery<Item> {
  private readonly logger = new Logger(BoundedRecovery.name);
  /** What was begun, took long, and has not ended. */
  private readonly late = new Set<string>();
  /** What took long the last time comes last, so that it can't take all places again and again. */
  private slow = new Set<string>();

  constructor(private readonly handle: (item: Item) => Promise<void>) {}

  /** What somebody has locked for more than `maxMs` goes on alone. When three do, the rest is left to the next call. */
  async run(items: readonly Item[], maxMs: number): Promise<void> {
    const named = items.map((item) => ({ item, name: JSON.stringify(item) }));
    this.slow = new Set(named.flatMap(({ name }) => (this.slow.has(name) ? name : [])));
    const waiting = named.filter(({ name }) => !this.late.has(name));
    waiting.sort((one, other) => Number(this.slow.has(one.name)) - Number(this.slow.has(other.name)));
    for (const [index, { item, name }] of waiting.entries()) {
      if (this.late.size >= MAX_LATE) {
        this.logger.warn(`${this.late.size} wait for locks; recovering ${waiting.length - index} more is put off.`);
        return;
      }
      await this.handleWithin(name, { item, maxMs });
    }
  }

  private async handleWithin(name: string, { item, maxMs }: { item: Item; maxMs: number }): Promise<void> {
    this.late.add(name);
    const handled = this.handle(item)
      .catch((error: unknown) => {
        this.logger.error(`Not recovered: ${name}`, error instanceof Error ? error.stack : String(error));
      })
      .finally(() => this.late.delete(name));
    if (await withinTime(maxMs, handled)) this.slow.delete(name);
    else {
      this.slow.add(name);
      this.logger.warn(`Recovering takes long, others go on: ${name}`);
    }
  }
}
