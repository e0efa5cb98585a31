import { isNativeError } from 'node:util/types';
import { UnavailableError } from '@packyard/contracts';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

// SQLSTATE: connection exceptions; shutdown by an operator, or a connection that was idle for too long; lack of resources;
// transactions that have to be repeated; what took longer than a limit of the server's allows, or was broken off by an
// operator; a server that has become a standby. Statements that were prepared before a migration fail once.
const PASSING = /^(08...|57P0[1235]|53...|40001|40P01|55P03|57014|25P0[34]|25006|26000)$/;
// Of a connection to the database, whose socket may have gone from its folder.
const CUT = /^(ENOENT|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/;
const BROKEN =
  /^(Connection terminated|Client (has encountered a connection error|was closed) and is not queryable|timeout exceeded when trying to connect|Query read timeout|cached plan must not change result type)/;

/** Met while a connection to the database was opened: by themselves such errors don't say what did not answer. */
const ofConnecting = new WeakSet<Error>();

export function rememberConnecting(error: Error): void {
  ofConnecting.add(error);
}

/** Trouble with the database that may be over soon, in words; whatever else it is goes on as it is. */
export function translateDatabaseTrouble(error: unknown): unknown {
  const reason = reasonOf(error);
  if (reason === undefined) return error;
  return new UnavailableError('NOT_READY', `The database broke off the work (${reason}).`, {
    hint: 'This is tried again. If it persists, see whether the database is running and has room.',
    cause: error,
  });
}

function reasonOf(error: unknown): string | undefined {
  if (!isNativeError(error)) return undefined;
  const driverError: unknown = error instanceof QueryFailedError ? error.driverError : undefined;
  const cause = driverError ?? (ofConnecting.has(error) ? error : undefined);
  const { code = '' } = (cause ?? {}) as { code?: string };
  const { message } = (driverError ?? error) as Error;
  if (isOfCutTransaction(error)) return 'a connection was cut within a transaction';
  if (PASSING.test(code) || CUT.test(code)) return code;
  return BROKEN.test(message) ? message : undefined;
}

// TypeORM takes a connection away from its transaction as soon as it is cut, and tells the next statement only that.
function isOfCutTransaction(error: Error): boolean {
  return error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
}
