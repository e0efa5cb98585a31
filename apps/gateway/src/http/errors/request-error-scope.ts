import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { reportError } from '@packyard/contracts';
import { inErrorScope, withLogFields } from '@packyard/pipeline';
import type { FastifyReply } from 'fastify';
import { shownPath } from '../shown-path';

/** An error that nobody catches while a request is served fails that request, and nothing else. */
export function addRequestErrorScope(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const { method } = request;
      const path = shownPath(request.url);
      const owner = { name: `${method} ${path}`, fail: () => fail(reply) };
      withLogFields({ request: request.id, method, path }, () => inErrorScope(owner, done));
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
