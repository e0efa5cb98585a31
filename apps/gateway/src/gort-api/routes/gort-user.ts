import { isDeepStrictEqual } from 'node:util';
import { UserBody, type UserView } from '@packyard/contracts';
import { corrupt } from '../router/gort-request';

/**
 * Reads a user from a body. Empty and `null` fields are left out, so that they stay unchanged.
 * @throws GortError 406 when a field is not a string, or too long
 */
export function userFieldsIn(body: Readonly<Record<string, unknown>>): UserBody {
  const named = {
    email: body['email'],
    full_name: body['fullname'],
    mappings: body['mappings'],
    password: body['password'],
  };
  const parsed = UserBody.safeParse(Object.fromEntries(Object.entries(named).filter(([, value]) => value !== '')));
  if (parsed.success) return parsed.data;
  throw corrupt(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

/**
 * Whether a body is a user as we show it, but without mappings: so Gort's client takes away the last one (`gort user map -D`).
 * `gort user update` sends only what changes; taken as a whole, it would take all mappings away, as it does in Gort.
 */
export function isWholeWithoutMappings(fields: UserBody, known: UserView): boolean {
  const { mappings: given, password, email, full_name: fullName } = fields;
  return (
    given === undefined && password === undefined && isSame(email, known.email) && isSame(fullName, known.full_name)
  );
}

/** Whether a body has a new password, and nothing else that would be another one than it is. */
export function changesPasswordOnly(fields: UserBody, known: UserView): boolean {
  const { mappings = known.mappings, password, email = known.email, full_name: fullName = known.full_name } = fields;
  const isAsBefore = isSame(email, known.email) && isSame(fullName, known.full_name);
  return password !== undefined && isAsBefore && isDeepStrictEqual(mappings, known.mappings);
}

function isSame(one: string | null | undefined, other: string | null): boolean {
  return (one ?? '') === (other ?? '');
}

/** Without empty fields, and never with the password. */
export function presentUser({ name, email, full_name: fullname, mappings }: UserView): object {
  return {
    ...(email === null || email === '' ? {} : { email }),
    ...(fullname === null || fullname === '' ? {} : { fullname }),
    username: name,
    ...(Object.keys(mappings).length === 0 ? {} : { mappings }),
  };
}
