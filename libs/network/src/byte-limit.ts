import { Transform } from 'node:stream';
import { RejectedError } from '@packyard/contracts';
import type { HttpRequest } from './http-request';

/** Lets an answer through until it has more bytes than it may: LIMIT_EXCEEDED. */
export function limitBytes(request: HttpRequest): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length;
      if (bytes <= request.maxBytes) callback(null, chunk);
      else callback(tooManyBytes(request));
    },
  });
}

export function tooManyBytes({ url, maxBytes, limitName }: HttpRequest): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `${String(url)} has more than ${maxBytes} bytes.`, {
    hint: `If the source is trusted and really that large, raise ${limitName}.`,
  });
}
