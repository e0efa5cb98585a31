import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** As Gort's router does: a path with empty parts, such as `//v2/users`, is sent on to the one without. */
export function cleanGortPaths(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async ({ url }, reply) => {
    const path = url.replace(/\?.*$/s, '');
    const cleaned = path.replace(/\/{2,}/g, '/');
    if (path === cleaned || !/^\/v2(\/|$)/.test(cleaned)) return;
    await reply.redirect(`${cleaned}${url.slice(path.length)}`, 301);
  });
}
