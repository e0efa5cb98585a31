import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../is-loopback';

/** Whether nobody between the client and us can read what is sent: by HTTPS, also of a trusted proxy, or on one machine. */
export function isPrivate({ protocol, ip }: Pick<FastifyRequest, 'protocol' | 'ip'>): boolean {
  return protocol === 'https' || isLoopback(ip);
}
