import { type ErrorCode, PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import { STATUS_OF } from '../http/status-of';
import { GortError } from './gort-answer';

/** What Gort's own messages are for errors that it knows. */
const IN_GORTS_WORDS: Readonly<Partial<Record<ErrorCode, [status: number, message: string]>>> = {
  PACK_NOT_FOUND: [404, 'no such bundle'],
  VERSION_NOT_FOUND: [404, 'no such bundle'],
  PACK_NOT_ENABLED: [404, 'no such bundle'],
  VERSION_EXISTS: [409, 'bundle already exists'],
  USER_NOT_FOUND: [404, 'no such user'],
  GROUP_NOT_FOUND: [404, 'no such group'],
  ROLE_NOT_FOUND: [404, 'no such role'],
  ACCOUNT_PROTECTED: [403, "admin can't be deleted"],
};

/** Anything thrown below a route, as its client expects to read it. Nothing for our own bugs. */
export function translateError(error: unknown): GortError | undefined {
  if (error instanceof GortError) return error;
  if (!(error instanceof PackyardError)) return undefined;
  const known = IN_GORTS_WORDS[error.code];
  if (known !== undefined) return new GortError(...known);
  if (error.code === 'PERMISSION_NOT_FOUND') return new GortError(404, 'no such permission', error.message);
  if (error instanceof UnavailableError) return new GortError(503, error.message);
  return error instanceof RejectedError ? new GortError(STATUS_OF[error.code], oneSentence(error)) : undefined;
}

function oneSentence({ message, hint }: RejectedError): string {
  const isManual = message.startsWith('Cannot uninstall');
  return isManual || hint === undefined ? message : `${message.replace(/\.$/, '')}. ${hint}`;
}
