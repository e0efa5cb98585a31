import { ErrorBody } from '@packyard/contracts';
import type { Answer } from './http/answer';
import type { Order } from './http/exchange';
import { parseJson } from './parse-json';

const Refused = ErrorBody.partial();

/**
 * Sends a request that may be repeated, because it only asks or carries a key, again when one gateway of several went away
 * under it: the next may be answered by another one. Whatever else comes back is the answer.
 */
export async function repeatRequest(
  order: Order,
  pausesMs: readonly number[],
  send: (order: Order) => Promise<Answer>,
): Promise<Answer> {
  const isRepeatable = order.method === 'GET' || 'idempotency-key' in order.headers;
  for (const pauseMs of isRepeatable ? pausesMs : []) {
    try {
      const answer = await send(order);
      if (!(await isAway(answer))) return answer;
    } catch (error) {
      if (!isCut(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    order.signal.throwIfAborted();
  }
  return send(order);
}

/** Said by whatever stands before the gateways, or by one that is shutting down. */
async function isAway(answer: Answer): Promise<boolean> {
  if (![502, 503, 504].includes(answer.status)) return false;
  const { code } = Refused.safeParse(parseJson(await answer.text())).data ?? {};
  return code === undefined || code === 'NOT_READY';
}

/** A connection that was there and broke; where nobody listens, nobody will in a moment. */
function isCut(error: unknown): boolean {
  const { code = '' } = ((error as { cause?: unknown }).cause ?? {}) as { code?: string };
  return ['ECONNRESET', 'EPIPE'].includes(code);
}
