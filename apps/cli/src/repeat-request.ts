import { ErrorBody } from '@packyard/contracts';
import { parseJson } from './parse-json';

const Refused = ErrorBody.partial();

/**
 * Sends a request that may be repeated, because it only asks or carries a key, again when one gateway of several went away
 * under it: the next may be answered by another one. Whatever else comes back is the answer.
 */
export async function repeatRequest(
  request: Request,
  pausesMs: readonly number[],
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  const isRepeatable = request.method === 'GET' || request.headers.has('idempotency-key');
  for (const pauseMs of isRepeatable ? pausesMs : []) {
    try {
      const response = await send(request.clone());
      if (!(await isAway(response))) return response;
    } catch (error) {
      if (!isCut(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    request.signal.throwIfAborted();
  }
  return send(request);
}

/** Said by whatever stands before the gateways, or by one that is shutting down. */
async function isAway(response: Response): Promise<boolean> {
  if (![502, 503, 504].includes(response.status)) return false;
  const { code } = Refused.safeParse(parseJson(await response.clone().text())).data ?? {};
  return code === undefined || code === 'NOT_READY';
}

/** A connection that was there and broke; where nobody listens, nobody will in a moment. */
function isCut(error: unknown): boolean {
  const { code = '' } = ((error as { cause?: unknown }).cause ?? {}) as { code?: string };
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(code);
}
