import { RejectedError } from '@packyard/contracts';

/** Somebody asks too often, and may ask again after a while. */
export class RateLimited extends RejectedError {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super('RATE_LIMITED', message, { hint: `Try again in ${retryAfterSeconds} seconds.` });
  }
}
