import { Injectable } from '@nestjs/common';
import { OpenRequests } from '../../http/rate-limit/open-requests';

/** Each keeps something in memory, and asks the database now and then. */
const MOST = 250;

/** Event streams, and requests that wait for an execution. */
@Injectable()
export class Followers extends OpenRequests {
  constructor() {
    super({ most: MOST, what: 'follow executions' });
  }
}
