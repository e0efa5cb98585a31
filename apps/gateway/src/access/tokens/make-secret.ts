import { randomBytes } from 'node:crypto';

/** A random token with a prefix that secret scanners recognize. */
export function makeSecret(): string {
  return `pky_${randomBytes(32).toString('base64url')}`;
}
