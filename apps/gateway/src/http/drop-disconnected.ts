import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Requests whose connection was reset before anybody looked at them end here: nobody reads an answer, and they have no
 * address that could be counted. Has to be the first hook: the address is known from then on, even when the connection ends.
 */
export function dropDisconnected(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const { socket } = request.raw;
      if (!socket.destroyed && socket.remoteAddress !== undefined) {
        done();
        return;
      }
      reply.hijack();
      socket.destroy();
    });
}
