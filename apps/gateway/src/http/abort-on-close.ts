import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';

/** Aborts when the connection of an answer is closed, also when that was before anybody listened. */
export function abortOnClose(answer: ServerResponse): AbortController {
  const closed = new AbortController();
  answer.once('close', () => closed.abort());
  if (answer.socket?.destroyed !== false) closed.abort();
  return closed;
}

/** The same for those who have no hold of the answer; what is read of a request is over long before its connection is. */
export async function whileConnected<Result>(
  { raw: { socket } }: Pick<FastifyRequest, 'raw'>,
  act: (gone: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const closed = new AbortController();
  const close = () => closed.abort();
  socket.once('close', close);
  if (socket.destroyed) close();
  try {
    return await act(closed.signal);
  } finally {
    socket.off('close', close);
  }
}
