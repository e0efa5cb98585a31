import { ADMIN_ACCOUNT, type ErrorCode, RejectedError } from '@packyard/contracts';

type Kind = 'user' | 'group' | 'role';

const NOT_FOUND: Readonly<Record<Kind, ErrorCode>> = {
  user: 'USER_NOT_FOUND',
  group: 'GROUP_NOT_FOUND',
  role: 'ROLE_NOT_FOUND',
};

export function accountNotFound(kind: Kind, name: string): RejectedError {
  return new RejectedError(NOT_FOUND[kind], `There is no ${kind} '${name.slice(0, 100)}'`, {
    hint: `List the ${kind}s to see which there are.`,
    unknown: { kind, name },
  });
}

export function accountExists(kind: Kind, name: string): RejectedError {
  return new RejectedError('ACCOUNT_EXISTS', `There is a ${kind} '${name}' already`, { hint: 'Choose another name.' });
}

/**
 * Protects the links between the first user, group and role: without one of them, nobody could manage Gort's routes.
 * @throws RejectedError ACCOUNT_PROTECTED
 */
export function assertNotAdminsOwn(isAdminsOwn: boolean, what: string): void {
  if (!isAdminsOwn) return;
  throw new RejectedError('ACCOUNT_PROTECTED', `${what}, whatever happens`, {
    hint: 'Somebody has to be able to manage the others.',
  });
}

/** @throws RejectedError ACCOUNT_PROTECTED */
export function assertNotAdmin(kind: Kind, name: string): void {
  if (name !== ADMIN_ACCOUNT) return;
  throw new RejectedError('ACCOUNT_PROTECTED', `The ${kind} '${ADMIN_ACCOUNT}' can't be deleted`, {
    hint: 'Somebody has to be able to manage the others.',
  });
}
