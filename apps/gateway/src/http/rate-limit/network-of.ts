import { isIP } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';

/** IPv6 addresses are counted by their /64 network, which usually belongs to one client. */
export function networkOf(address: string): string {
  const withoutZone = address.replace(/%.*/s, '');
  return isIP(withoutZone) === 0 ? address : normalizeIP(withoutZone);
}
