import { Injectable, Logger } from '@nestjs/common';
import { ClockSetbackRepository } from '@packyard/schema';
import { PipelineOptions } from '../pipeline-options';

// More than any delay before another try, and than clocks of several machines may differ.
const MIN_SECONDS = 120;

/** Notices that the clock of the database went back, says so, and keeps nothing waiting for the time that it had reached. */
@Injectable()
export class ClockSetbackRecovery {
  private readonly logger = new Logger(ClockSetbackRecovery.name);
  private isBehind = false;

  constructor(
    private readonly clock: ClockSetbackRepository,
    private readonly options: PipelineOptions,
  ) {}

  async run(): Promise<void> {
    const { leaseSeconds } = this.options;
    const seconds = Math.max(MIN_SECONDS, 2 * leaseSeconds);
    await this.clock.bringForward(seconds, leaseSeconds);
    const { now, lastChange } = await this.clock.read();
    const wasBehind = this.isBehind;
    this.isBehind = lastChange !== null && lastChange.getTime() - now.getTime() > MIN_SECONDS * 1000;
    if (!this.isBehind || wasBehind) return;
    this.logger.warn(
      `The clock went back: on the database's machine it is ${now.toISOString()}, and the last change was made at ` +
        `${lastChange?.toISOString() ?? ''}. Work goes on. Set the clock of that machine right, and keep it right with NTP; ` +
        'until then times in lists and logs are out of order, and what is kept for some time stays longer.',
    );
  }
}
