import type { FastifyReply, FastifyRequest } from 'fastify';
import { isPrivate } from '../tls/is-private';

/**
 * Says how to authenticate. Who sends a token gets no `Basic`, at which a browser would ask for a name and a password in
 * a window of its own, over the console; nor does who would send them for others to read.
 */
export function challenge(request: FastifyRequest, reply: FastifyReply): void {
  const isBearer = /^bearer\b/i.test(request.headers.authorization ?? '') || !isPrivate(request);
  const scheme = isBearer ? 'Bearer' : 'Basic';
  void reply.header('www-authenticate', `${scheme} realm="packyard"${isBearer ? '' : ', charset="UTF-8"'}`);
}
