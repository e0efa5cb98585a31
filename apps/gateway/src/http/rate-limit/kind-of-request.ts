import type { FastifyRequest } from 'fastify';

export type KindOfRequest = 'logins' | 'writes' | 'reads';

const READING = ['GET', 'HEAD', 'OPTIONS'];
const HEALTH = ['/health', '/health/live', '/health/ready'];
const LOGINS = ['/auth/login', '/auth/token-login', '/auth/refresh', '/v2/authenticate', '/v2/bootstrap'];

/** Undefined for health checks, which are not limited. */
export function kindOfRequest({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): KindOfRequest | undefined {
  const path = url.replace(/[?#].*$/s, '');
  if (READING.includes(method)) return HEALTH.includes(path) ? undefined : 'reads';
  return LOGINS.includes(path) ? 'logins' : 'writes';
}
