import { randomBytes } from 'node:crypto';

/** A token that nobody can guess, and that programs which look for lost secrets recognize. */
export function makeSecret(): string {
  return `pky_${randomBytes(32).toString('base64url')}`;
}
