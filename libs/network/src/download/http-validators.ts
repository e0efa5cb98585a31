import type { IncomingHttpHeaders } from 'node:http';

/** What tells one state of a resource from another. */
export interface Validators {
  etag?: string;
  lastModified?: string;
  /** Which of them is strong enough to go on with half of an answer: bytes are the same when it is. */
  strong?: string;
}

const MILLISECONDS_OF_A_SECOND = 1000;

/** Of a whole answer, or of a part. */
export function validatorsOf(headers: IncomingHttpHeaders): Validators {
  const { etag, 'last-modified': lastModified } = headers;
  const strong = strongOf(headers);
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(strong === undefined ? {} : { strong }),
  };
}

/** Asks for the answer only if it is another one than what is known. */
export function conditionsOf({ etag, lastModified }: Validators): Record<string, string> {
  if (etag !== undefined) return { 'if-none-match': etag };
  return lastModified === undefined ? {} : { 'if-modified-since': lastModified };
}

/** A time is strong when the resource can't have changed again within its second (RFC 9110, 8.8.2.2). */
function strongOf({ etag, 'last-modified': lastModified, date }: IncomingHttpHeaders): string | undefined {
  if (etag !== undefined) return etag.startsWith('W/') ? undefined : etag;
  if (lastModified === undefined || date === undefined) return undefined;
  return Date.parse(date) - Date.parse(lastModified) >= MILLISECONDS_OF_A_SECOND ? lastModified : undefined;
}
