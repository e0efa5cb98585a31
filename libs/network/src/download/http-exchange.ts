import type { IncomingHttpHeaders } from 'node:http';

/** A whole answer, a part of one (206), a range that does not exist (416), or none since nothing changed (304). */
export interface HttpAnswer {
  statusCode: number;
  headers: IncomingHttpHeaders;
  body: AsyncIterable<Buffer>;
}

export interface HttpQuestion {
  headers: Record<string, string>;
  /** What may be answered; everything else is a failure. */
  statuses: readonly number[];
  /** Of a question that is put by POST. */
  body?: string;
  /** Whether the body of an answer with these headers is of interest; it is not read otherwise. */
  isWanted?: (headers: IncomingHttpHeaders) => boolean;
}

export type Exchange = (question: HttpQuestion, read: (answer: HttpAnswer) => Promise<void>) => Promise<unknown>;
