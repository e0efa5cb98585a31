import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** A whole answer, a part of one (206), a range that does not exist (416), or none since nothing changed (304). */
export interface HttpAnswer {
  statusCode: number;
  headers: IncomingHttpHeaders;
  body: AsyncIterable<Buffer>;
}

export interface ExchangeRequest {
  headers: Record<string, string>;
  /** What may be answered; everything else is a failure. */
  statuses: readonly number[];
  /** GET when absent, or POST with a body. */
  method?: 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** What makes a stream makes a new one each time it is sent. */
  body?: string | Buffer | (() => Readable);
  /** Whether one that breaks off is not put again by itself: only who asks knows what it has changed. */
  isOnce?: boolean;
  /** Whether the body of an answer with these headers is of interest; it is not read otherwise. */
  isWanted?: (headers: IncomingHttpHeaders) => boolean;
}

export type Exchange = (question: ExchangeRequest, read: (answer: HttpAnswer) => Promise<void>) => Promise<unknown>;
