import { isIP } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';

/** What of an address counts as one: who has an address of IPv6 mostly has all that begin with the same 64 bits. */
export function networkOf(address: string): string {
  const withoutZone = address.replace(/%.*$/, '');
  return isIP(withoutZone) === 0 ? address : normalizeIP(withoutZone);
}
