import type { FastifyRequest } from 'fastify';

export type KindOfRequest = 'logins' | 'writes' | 'reads';

const READING = ['GET', 'HEAD', 'OPTIONS'];
const HEALTH = ['/health', '/health/live', '/health/ready'];
const SIGN_ON = ['/auth/oidc/session', '/auth/oidc/device', '/auth/oidc/device/session'];
const LOGINS = ['/auth/login', '/auth/token-login', '/auth/refresh', '/v2/authenticate', '/v2/bootstrap', ...SIGN_ON];

/** Undefined for health checks, which are not limited. */
export function kindOfRequest({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): KindOfRequest | undefined {
  const path = url.replace(/[?#].*$/s, '');
  if (READING.includes(method)) return HEALTH.includes(path) ? undefined : 'reads';
  return LOGINS.includes(path) ? 'logins' : 'writes';
}
