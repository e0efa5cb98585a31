import { UnavailableError } from '@packyard/contracts';
import { QueryFailedError } from 'typeorm';

// SQLSTATE: connection exceptions, shutdown by an operator, lack of resources, and transactions that have to be repeated.
const PASSING = /^(08...|57P0[123]|53...|40001|40P01)$/;
const BROKEN = /Connection terminated|ECONNRESET|ECONNREFUSED|EPIPE|timeout exceeded when trying to connect/;

/** Trouble with the database that may be over soon, in words; whatever else it is goes on as it is. */
export function translateDatabaseTrouble(error: unknown): unknown {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const { code = '', message = '' } = cause as { code?: string; message?: string };
  if (!(cause instanceof Error) || !(PASSING.test(code) || BROKEN.test(message) || BROKEN.test(code))) return error;
  return new UnavailableError('NOT_READY', `The database broke off the work (${code || message}).`, {
    hint: 'This is tried again. If it persists, see whether the database is running and has room.',
    cause: error,
  });
}
