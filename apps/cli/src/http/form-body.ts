import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** As a browser sends it, read while it is sent. */
export function encodeForm(form: FormData): { type: Record<string, string>; body: Readable } {
  const { headers, body } = new Response(form);
  return {
    type: { 'content-type': headers.get('content-type') ?? '' },
    body: Readable.fromWeb(body as ReadableStream),
  };
}
