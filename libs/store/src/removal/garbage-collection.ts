import { Logger } from '@nestjs/common';
import { type TreeSize, TreeMeter } from './tree-meter';

/** What may be collected. */
export const GARBAGE_KINDS = [
  'content',
  'environment',
  'lock',
  'vendored',
  'staging',
  'upload',
  'trash',
  'cache',
  'interpreter',
  'folder',
  'artifact',
  'fetched',
] as const;
export type GarbageKind = (typeof GARBAGE_KINDS)[number];

export interface Garbage {
  kind: GarbageKind;
  /** Relative to the home. */
  path: string;
  /** Why nothing keeps it. */
  reason: string;
}

export type CollectedGarbage = Garbage & TreeSize;

/** One pass over what nothing needs any more: measures it, and removes it unless it is a rehearsal. */
export class GarbageCollection {
  readonly items: CollectedGarbage[] = [];
  /** What could not be removed, with the reason. */
  readonly failures: { path: string; reason: string }[] = [];
  private readonly logger = new Logger(GarbageCollection.name);
  private meter = new TreeMeter('last');

  constructor(readonly isRehearsal: boolean) {}

  get bytes(): number {
    return this.items.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** `places` are absolute: where it lies just now. One that can't be removed keeps none of the others from going. */
  async take(garbage: Garbage, places: readonly string[], remove: () => Promise<void>): Promise<void> {
    try {
      const size = { bytes: 0, files: 0 };
      for (const place of places) {
        const { bytes, files } = await this.meter.measure(place);
        size.bytes += bytes;
        size.files += files;
      }
      if (!this.isRehearsal) {
        // What was met and is gone now has taken its names along.
        this.meter = new TreeMeter('last');
        await remove();
        this.logger.log(`Removed the ${garbage.kind} ${garbage.path} (${size.bytes} bytes): ${garbage.reason}.`);
      }
      this.items.push({ ...garbage, ...size });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.failures.push({ path: garbage.path, reason });
      this.logger.error(`The ${garbage.kind} ${garbage.path} could not be removed: ${reason}`);
    }
  }
}
