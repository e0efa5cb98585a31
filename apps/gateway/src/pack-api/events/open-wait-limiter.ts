import { Injectable } from '@nestjs/common';
import { OpenRequestLimiter } from '../../http/rate-limit/open-request-limiter';

/** Each keeps something in memory, and asks the database now and then. */
const MOST = 250;

/** Event streams, and requests that wait for an execution. */
@Injectable()
export class OpenWaitLimiter extends OpenRequestLimiter {
  constructor() {
    super({ most: MOST, what: 'follow executions' });
  }
}
