import type { IncomingHttpHeaders } from 'node:http';
import { ParametersInvalid } from './errors/parameters-invalid';

const MAX_CHARACTERS = 255;

/**
 * By which a repeated request is known.
 * @throws ParametersInvalid when it is too long: cut off, two of them could be one
 */
export function idempotencyKeyOf({ 'idempotency-key': key }: IncomingHttpHeaders): string | undefined {
  if (typeof key !== 'string' || key === '') return undefined;
  if (key.length <= MAX_CHARACTERS) return key;
  const message = `has ${key.length} characters, and may have ${MAX_CHARACTERS}: send a shorter one, such as a UUID`;
  throw new ParametersInvalid([{ path: 'Idempotency-Key', message }]);
}
