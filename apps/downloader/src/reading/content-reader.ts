import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';
import type { ReadPackOptions } from '@packyard/pack';
import { ReaderEnded, ReaderPool } from '@packyard/sandbox';
import type { DeltaFilling } from '../delta/fill-delta';
import type { DeltaInput, DeltaPlan } from '../delta/plan-delta';
import type { InspectedPack, Inspection } from './inspect-pack';
import type { Unpacking } from './unpacking';

const SCRIPT = join(__dirname, `reading.process${__filename.slice(-3)}`);
const MAX_HEAP_MEGABYTES = 192;
const MAX_MEMORY_MEGABYTES = 512;

/** Reads what came from outside, in processes that can be killed, and are when they take too much. */
export class ContentReader {
  private readonly pool = new ReaderPool({
    script: SCRIPT,
    maxHeapMegabytes: MAX_HEAP_MEGABYTES,
    maxMemoryMegabytes: MAX_MEMORY_MEGABYTES,
    spare: 1,
  });

  constructor(private readonly limits: LimitsConfig) {}

  /** @throws RejectedError ARCHIVE_INVALID, ARCHIVE_UNSAFE_PATH or LIMIT_EXCEEDED */
  unpack(archive: Omit<Unpacking, 'limits'>, signal: AbortSignal): Promise<void> {
    const unpacking: Unpacking = { ...archive, limits: this.limits };
    return this.run('unpack', unpacking, { subject: archive.subject, signal });
  }

  /** @throws RejectedError MANIFEST_…, COMPONENT_INVALID, ARCHIVE_UNSAFE_PATH or LIMIT_EXCEEDED */
  inspect(
    place: Pick<Inspection, 'folder' | 'subPath' | 'wantsPack'>,
    reading: ReadPackOptions,
    signal: AbortSignal,
  ): Promise<InspectedPack> {
    const { limits } = this;
    const inspection: Inspection = { ...place, readOptions: { ...reading, limits }, limits };
    return this.run('inspect', inspection, { subject: 'The pack', signal });
  }

  /** @throws RejectedError ARCHIVE_INVALID or LIMIT_EXCEEDED */
  planDelta(delta: Omit<DeltaInput, 'limits'> & { seeds: readonly string[] }, signal: AbortSignal): Promise<DeltaPlan> {
    return this.run('planDelta', { ...delta, limits: this.limits }, { subject: delta.subject, signal });
  }

  /** @throws RejectedError CHECKSUM_MISMATCH */
  fillDelta(delta: Omit<DeltaFilling, 'limits'>, signal: AbortSignal): Promise<void> {
    return this.run('fillDelta', { ...delta, limits: this.limits }, { subject: delta.subject, signal });
  }

  private async run<Result>(
    method: string,
    input: unknown,
    { subject, signal }: { subject: string; signal: AbortSignal },
  ): Promise<Result> {
    const seconds = this.limits.PACKYARD_READ_SECONDS;
    try {
      return await this.pool.run<Result>({ method, input, signal, maxMs: seconds * 1000 });
    } catch (error) {
      if (!(error instanceof ReaderEnded)) throw error;
      const took = { memory: `more than ${MAX_MEMORY_MEGABYTES} MB of memory`, time: `longer than ${seconds} seconds` };
      const what = error.reason === 'crash' ? 'ended the process that read it' : `took ${took[error.reason]} to read`;
      throw new RejectedError('LIMIT_EXCEEDED', `${subject} ${what}.`, {
        hint: 'If it is trusted and really that large, raise PACKYARD_READ_SECONDS, or make it smaller.',
        cause: error,
      });
    }
  }
}
