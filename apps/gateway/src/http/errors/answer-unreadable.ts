import type { Socket } from 'node:net';
import type { ErrorBody } from '@packyard/contracts';

/** Returns what Node.js can't parse as HTTP. Fastify calls neither routes nor filters for it. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const message = isTooLarge ? 'The headers, or the address, are larger than allowed.' : 'The request is no HTTP.';
  const body: ErrorBody = { error: message, code: 'PARAMETERS_INVALID', message, hint: 'See /docs.' };
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${isTooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
