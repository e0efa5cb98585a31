import type { ServerResponse } from 'node:http';

/** Aborts when the connection of an answer is closed, also when that was before anybody listened. */
export function closedWith(answer: ServerResponse): AbortController {
  const closed = new AbortController();
  answer.once('close', () => closed.abort());
  if (answer.socket?.destroyed !== false) closed.abort();
  return closed;
}
