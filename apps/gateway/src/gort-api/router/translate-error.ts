import { type ErrorCode, PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';
import { translateDatabaseTrouble } from '@packyard/schema';
import { statusOfError } from '../../http/errors/status-of';
import { GortError } from './gort-answer';

const PROTECTED = "admin can't be deleted";

/** Gort's messages for errors that it has too. */
const IN_GORTS_WORDS: Readonly<Partial<Record<ErrorCode, [status: number, message: string]>>> = {
  PACK_NOT_FOUND: [404, 'no such bundle'],
  VERSION_NOT_FOUND: [404, 'no such bundle'],
  PACK_NOT_ENABLED: [404, 'no such bundle'],
  VERSION_EXISTS: [409, 'bundle already exists'],
  USER_NOT_FOUND: [404, 'no such user'],
  GROUP_NOT_FOUND: [404, 'no such group'],
  ROLE_NOT_FOUND: [404, 'no such role'],
  SETTING_NOT_FOUND: [404, 'no such dynamic configuration'],
};

/** The nearest status for errors that Gort does not have. */
const UNDER_GORTS_WORDS: Readonly<Partial<Record<ErrorCode, [status: number, message: string]>>> = {
  PERMISSION_NOT_FOUND: [404, 'no such permission'],
  ACCOUNT_PROTECTED: [403, PROTECTED],
};

/** Translates an error of a route for Gort's client. Undefined for our own bugs. */
export function translateError(thrown: unknown): GortError | undefined {
  const error = translateDatabaseTrouble(thrown);
  if (error instanceof GortError) return error;
  if (!(error instanceof PackyardError)) return undefined;
  const known = IN_GORTS_WORDS[error.code];
  if (known !== undefined) return new GortError(...known);
  const near = UNDER_GORTS_WORDS[error.code];
  if (near !== undefined) return new GortError(...near, isSaid(error) ? undefined : error.message);
  if (error instanceof UnavailableError) return new GortError(503, error.message);
  // Every problem of a config is 417.
  const status = error.code === 'MANIFEST_INVALID' ? 417 : statusOfError(error);
  return error instanceof RejectedError ? new GortError(status, oneSentence(error)) : undefined;
}

/** Whether Gort's message is complete. */
function isSaid({ message }: PackyardError): boolean {
  return message.endsWith(PROTECTED.replace(/^admin /, ''));
}

function oneSentence({ message, hint }: RejectedError): string {
  const isManual = message.startsWith('Cannot uninstall');
  return isManual || hint === undefined ? message : `${message.replace(/\.$/, '')}. ${hint}`;
}
