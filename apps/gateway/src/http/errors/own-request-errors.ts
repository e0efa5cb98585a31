import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { reportError } from '@packyard/contracts';
import { ownErrors } from '@packyard/pipeline';
import type { FastifyReply } from 'fastify';

/** An error that nobody catches while a request is served fails that request, and nothing else. */
export function ownRequestErrors(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const name = `${request.method} ${request.url.replace(/\?.*$/, '')}`;
      ownErrors({ name, fail: () => fail(reply) }, done);
    });
}

/** One that has begun to answer can only be cut. */
function fail(reply: FastifyReply): void {
  if (reply.sent || reply.raw.headersSent) reply.raw.destroy();
  else {
    const { code, message, hint } = reportError(undefined);
    void reply.status(500).send({ error: message, code, message, hint });
  }
}
