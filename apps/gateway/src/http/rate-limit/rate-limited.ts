import { RejectedError } from '@packyard/contracts';

/** Too many requests; the client may retry after `retryAfterSeconds`. */
export class RateLimited extends RejectedError {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super('RATE_LIMITED', message, { hint: `Try again in ${retryAfterSeconds} seconds.` });
  }
}
