import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isGortAddress } from '../json-body';

const WINDOW_MS = 60_000;

/** At most so many requests a minute from one address, whatever tokens it brings. Health checks don't count. */
export function limitRate(app: NestFastifyApplication, perMinute: number): void {
  let counts = new Map<string, number>();
  let windowEndsAt = 0;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      void reply.header('x-content-type-options', 'nosniff');
      if (request.url.startsWith('/health')) return;
      if (Date.now() > windowEndsAt) {
        counts = new Map();
        windowEndsAt = Date.now() + WINDOW_MS;
      }
      const who = request.ip;
      const count = (counts.get(who) ?? 0) + 1;
      counts.set(who, count);
      if (count <= perMinute) return;
      const message = `More than ${perMinute} requests came in a minute.`;
      const body = {
        error: message,
        code: 'RATE_LIMITED',
        message,
        hint: 'Wait a little, or raise PACKYARD_RATE_LIMIT.',
      };
      void reply.status(429).header('retry-after', String(Math.ceil((windowEndsAt - Date.now()) / 1000)));
      if (isGortAddress(request.url)) void reply.type('text/plain; charset=utf-8');
      await reply.send(isGortAddress(request.url) ? `${message}\n` : body);
    });
}
