import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { tokenIn } from '../../access/access';

const MOST = 10_000;

/**
 * The tokens that have opened something since this process began. Only they are counted by themselves: who makes up a
 * new token for each request is counted by address.
 */
export class KnownTokens {
  private readonly keys = new Set<string>();

  /** A short name of the request's token, when it is known. */
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
