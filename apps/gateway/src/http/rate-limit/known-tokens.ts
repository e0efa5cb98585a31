import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { tokenIn } from '../../access/authenticator';

const MOST = 10_000;

/**
 * Tokens that were accepted since the process started. Only these have counters of their own, so that made-up tokens don't get
 * around the limit of their address.
 */
export class KnownTokens {
  private readonly keys = new Set<string>();

  /** A hash of the request's token, if it is known. */
  keyOf(request: FastifyRequest): string | undefined {
    const key = keyOfTokenIn(request);
    return key !== undefined && this.keys.has(key) ? key : undefined;
  }

  remember(request: FastifyRequest): void {
    const key = keyOfTokenIn(request);
    if (key === undefined || this.keys.has(key)) return;
    const [oldest] = this.keys;
    if (this.keys.size >= MOST && oldest !== undefined) this.keys.delete(oldest);
    this.keys.add(key);
  }
}

function keyOfTokenIn({ headers }: FastifyRequest): string | undefined {
  const token = tokenIn(headers.authorization);
  return token === undefined ? undefined : createHash('sha256').update(token).digest('base64url').slice(0, 22);
}
