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

/** Without empty fields, and never with the password. */
export function presentUser({ name, email, full_name: fullname, mappings }: UserView): object {
  return {
    ...(email === null || email === '' ? {} : { email }),
    ...(fullname === null || fullname === '' ? {} : { fullname }),
    username: name,
    ...(Object.keys(mappings).length === 0 ? {} : { mappings }),
  };
}
