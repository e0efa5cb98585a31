import { Transform } from 'node:stream';
import { RejectedError } from '@packyard/contracts';
import type { HttpOrder } from './http-order';

/** Lets an answer through until it has more bytes than it may: LIMIT_EXCEEDED. */
export function limitBytes(order: HttpOrder): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length;
      if (bytes <= order.maxBytes) callback(null, chunk);
      else callback(tooManyBytes(order));
    },
  });
}

export function tooManyBytes({ url, maxBytes, limitName }: HttpOrder): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `${String(url)} has more than ${maxBytes} bytes.`, {
    hint: `If the source is trusted and really that large, raise ${limitName}.`,
  });
}
