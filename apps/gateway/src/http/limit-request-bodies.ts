import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { RequestBodyLimit } from './request-body-limit';

export interface BodyRules {
  maxMs: number;
  assertKnown: (request: FastifyRequest, otherwise: string) => Promise<void>;
}

// Fastify reads no bodies of these.
const WITHOUT_BODY = ['GET', 'HEAD', 'TRACE'];

/** Bodies that are read into memory arrive in time, or not at all. Uploads go to the disk, after their token was looked at. */
export function limitRequestBodies(app: NestFastifyApplication, { maxMs, assertKnown }: BodyRules): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preParsing', (request, _reply, payload, done) => {
      if (!hasBody(request) || isUpload(request)) {
        done(null, payload);
        return;
      }
      const gate = new RequestBodyLimit({ maxMs, assertKnown: (otherwise) => assertKnown(request, otherwise) });
      // Not `pipeline`: that would close the connection, on which the refusal is answered.
      payload.once('error', (error) => gate.destroy(error));
      // Routes that ask for no body do not listen.
      gate.on('error', () => payload.unpipe(gate));
      done(null, payload.pipe(gate));
    });
}

function hasBody({ method, headers }: FastifyRequest): boolean {
  if (WITHOUT_BODY.includes(method)) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isUpload({ headers }: FastifyRequest): boolean {
  return /^multipart\/form-data\s*(;|$)/i.test(headers['content-type'] ?? '');
}
