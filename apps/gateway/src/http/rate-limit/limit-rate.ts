import rateLimit, { type FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Principal } from '@packyard/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../../gateway.config';
import { isGortAddress } from '../json-body';
import { type KindOfRequest, kindOfRequest } from './kind-of-request';
import { KnownTokens } from './known-tokens';
import { networkOf } from './network-of';
import { SharedCounts } from './shared-counts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token it brought, once that was accepted. */
    principal: Principal | undefined;
    /** It brought one that opens nothing, or nothing any more. */
    isTokenUnknown: boolean;
  }
}

export const WINDOW_MS = 60_000;

type Limits = Pick<
  GatewayConfig,
  'PACKYARD_RATE_LIMIT_LOGINS' | 'PACKYARD_RATE_LIMIT_WRITES' | 'PACKYARD_RATE_LIMIT_READS'
>;
const VARIABLES = {
  logins: 'PACKYARD_RATE_LIMIT_LOGINS',
  writes: 'PACKYARD_RATE_LIMIT_WRITES',
  reads: 'PACKYARD_RATE_LIMIT_READS',
} as const satisfies Record<KindOfRequest, keyof Limits>;

/**
 * Limits logins, writes and reads per minute. Requests with a known token are counted by whose it is, all others and every login by
 * address. Health checks are not limited.
 */
export async function limitRate(app: NestFastifyApplication, limits: Limits): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const counts = app.get(SharedCounts);
  const known = new KnownTokens();
  await app.register(rateLimit, { global: false, store: storeThatIs(counts), timeWindow: WINDOW_MS });
  const check = fastify.createRateLimit({
    allowList: (request) => kindOfRequest(request) === undefined,
    max: (request) => limits[VARIABLES[kindOfRequest(request) ?? 'reads']],
    keyGenerator: (request) => keyOf(request, known),
  });
  fastify.decorateRequest('principal', undefined);
  fastify.decorateRequest('isTokenUnknown', false);
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff');
    const answer = await check(request);
    if (!answer.isAllowed && answer.isExceeded) await refuse(request, reply, answer);
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    if (request.principal !== undefined) known.remember(request, request.principal);
    else if (request.isTokenUnknown) known.forget(request);
    done();
  });
}

function keyOf(request: FastifyRequest, known: KnownTokens): string {
  const kind = kindOfRequest(request) ?? 'reads';
  const principal = kind === 'logins' ? undefined : known.principalOf(request);
  return `${kind} ${principal ?? networkOf(request.ip)}`;
}

async function refuse(request: FastifyRequest, reply: FastifyReply, { max, ttlInSeconds }: Exceeded): Promise<void> {
  const kind = kindOfRequest(request) ?? 'reads';
  const message = `More than ${max} ${kind} came in a minute.`;
  const hint = `Try again in ${ttlInSeconds} seconds, or raise ${VARIABLES[kind]}.`;
  void reply.status(429).header('retry-after', String(ttlInSeconds));
  if (isGortAddress(request.url)) void reply.type('text/plain; charset=utf-8');
  const body = { error: message, code: 'RATE_LIMITED', message, hint };
  await reply.send(isGortAddress(request.url) ? `${message}\n` : body);
}

interface Exceeded {
  max: number;
  ttlInSeconds: number;
}

/** The plugin constructs its store; this makes it use an existing one. */
function storeThatIs(counts: SharedCounts): FastifyRateLimitStoreCtor {
  return function () {
    return counts;
  } as unknown as FastifyRateLimitStoreCtor;
}
