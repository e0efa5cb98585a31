import type { ErrorBody } from '@packyard/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isGortAddress } from '../json-body';

/** Returns URLs that can't be decoded. Fastify calls neither hooks nor filters for them. */
export function answerBadAddress(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const message = "The address can't be decoded: a percent sign has to be followed by the two digits of a byte.";
  void reply.status(400).header('x-content-type-options', 'nosniff');
  if (isGortAddress(request.url)) {
    void reply.type('text/plain; charset=utf-8').send(`${message}\n`);
    return;
  }
  const body: ErrorBody = { error: message, code: 'PARAMETERS_INVALID', message, hint: 'See /docs.' };
  void reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
}
