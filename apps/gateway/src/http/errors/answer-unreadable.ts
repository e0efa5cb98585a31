import type { Socket } from 'node:net';
import type { ErrorBody } from '@packyard/contracts';

/** Answers what Node.js can't parse as HTTP, or has waited for too long. Fastify calls neither routes nor filters for it. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code, message } = ANSWERS[error.code ?? ''] ?? NO_HTTP;
  const body: ErrorBody = { error: message, code, message, hint: 'See /docs.' };
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}

interface Answer {
  status: string;
  code: ErrorBody['code'];
  message: string;
}

const NO_HTTP: Answer = {
  status: '400 Bad Request',
  code: 'PARAMETERS_INVALID',
  message: 'The request is no HTTP.',
};

/** By Node's code. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'PARAMETERS_INVALID',
    message: 'The headers, or the address, are larger than allowed.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'REQUEST_INCOMPLETE',
    message: 'The request was not sent whole in time.',
  },
};
