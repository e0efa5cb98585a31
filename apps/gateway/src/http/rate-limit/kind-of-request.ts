import type { FastifyRequest } from 'fastify';

export type KindOfRequest = 'logins' | 'writes' | 'reads';

const READING = ['GET', 'HEAD', 'OPTIONS'];
const HEALTH = ['/health', '/health/live', '/health/ready'];
const SIGN_ON = ['/auth/oidc/session', '/auth/oidc/device', '/auth/oidc/device/session'];
/** Where providers send browsers back to: each makes us ask the provider. */
const SIGNED_ON = '/auth/oidc/callback';
const LOGINS = ['/auth/login', '/auth/token-login', '/auth/refresh', '/v2/authenticate', '/v2/bootstrap', ...SIGN_ON];

/** Undefined for health checks, which are not limited. */
export function kindOfRequest(
  request: Pick<FastifyRequest, 'method' | 'url' | 'routeOptions'>,
): KindOfRequest | undefined {
  const { method } = request;
  const path = pathOf(request);
  if (path === SIGNED_ON) return 'logins';
  if (READING.includes(method)) return HEALTH.includes(path) ? undefined : 'reads';
  return LOGINS.includes(path) ? 'logins' : 'writes';
}

/** Of the route that answers, however the address writes it (`/auth/%6cogin`). Gort's have one for all, and match what was sent. */
function pathOf({ url, routeOptions }: Pick<FastifyRequest, 'url' | 'routeOptions'>): string {
  const route = routeOptions.url;
  return route === undefined || route.includes('*') ? url.replace(/[?#].*/s, '') : route;
}
