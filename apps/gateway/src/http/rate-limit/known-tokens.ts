import { createHash } from 'node:crypto';
import type { Principal } from '@packyard/contracts';
import type { FastifyRequest } from 'fastify';
import { tokenIn } from '../../access/authenticator';

const MOST = 10_000;

/**
 * Tokens that were accepted the last time they came, and whose they are. Only these have counters of their own, so that
 * made-up tokens don't get around the limit of their address; sessions count as the token or person that began them.
 */
export class KnownTokens {
  private readonly principals = new Map<string, string>();

  /** Whose token the request brings, if it is known. */
  principalOf(request: FastifyRequest): string | undefined {
    const key = keyOfTokenIn(request);
    return key === undefined ? undefined : this.principals.get(key);
  }

  remember(request: FastifyRequest, { kind, id, name }: Principal): void {
    const key = keyOfTokenIn(request);
    if (key === undefined || this.principals.has(key)) return;
    const [oldest] = this.principals.keys();
    if (this.principals.size >= MOST && oldest !== undefined) this.principals.delete(oldest);
    this.principals.set(key, `${kind} ${id ?? name}`);
  }

  /** It was refused: who has it still may not use up what its former owner may ask. */
  forget(request: FastifyRequest): void {
    const key = keyOfTokenIn(request);
    if (key !== undefined) this.principals.delete(key);
  }
}

function keyOfTokenIn({ headers }: FastifyRequest): string | undefined {
  const token = tokenIn(headers.authorization);
  return token === undefined ? undefined : createHash('sha256').update(token).digest('base64url').slice(0, 22);
}
