import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Redirects paths with empty segments, such as `//v2/users`, as Gort's router does. */
export function cleanGortPaths(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async ({ url }, reply) => {
    const path = url.replace(/\?.*/s, '');
    const cleaned = path.replace(/\/{2,}/g, '/');
    if (path === cleaned || !/^\/v2(\/|$)/.test(cleaned)) return;
    await reply.redirect(`${cleaned}${url.slice(path.length)}`, 301);
  });
}
