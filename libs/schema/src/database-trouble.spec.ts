import { RejectedError, UnavailableError } from '@packyard/contracts';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { rememberConnecting, translateDatabaseTrouble } from './database-trouble';

const failed = (code: string, message = 'no') =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error(message), { code }));

it.each([
  failed('57P01'),
  failed('ECONNRESET'),
  failed('EPIPE'),
  failed('08006'),
  failed('40P01'),
  failed('57014', 'canceling statement due to statement timeout'),
  failed('55P03', 'canceling statement due to lock timeout'),
  failed('25P03', 'terminating connection due to idle-in-transaction timeout'),
  failed('25P04', 'terminating connection due to transaction timeout'),
  failed('57P05', 'terminating connection due to idle-session timeout'),
  failed('25006', 'cannot execute INSERT in a read-only transaction'),
  failed('', 'Client has encountered a connection error and is not queryable'),
  failed('', 'Client was closed and is not queryable'),
  failed('', 'Connection terminated unexpectedly'),
  failed('', 'Query read timeout'),
  new QueryRunnerAlreadyReleasedError(),
  new QueryRunnerProviderAlreadyReleasedError(),
])('takes %s for trouble that passes', (error) => {
  expect(translateDatabaseTrouble(error)).toMatchObject({ code: 'NOT_READY', name: 'UnavailableError' });
});

it.each([
  failed('23505'),
  failed('25P02', 'current transaction is aborted'),
  new RejectedError('SOURCE_INVALID', 'No.'),
  new UnavailableError('SOURCE_UNAVAILABLE', 'Nobody answers (ECONNREFUSED).'),
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  'text',
])('leaves %s as it is', (error) => {
  expect(translateDatabaseTrouble(error)).toBe(error);
});

it.each(['ECONNREFUSED', '57P03', 'ENOTFOUND', 'ENOENT'])(
  'knows %s for trouble that passes when it was met while connecting',
  (code) => {
    const error = Object.assign(new Error('no'), { code });
    rememberConnecting(error);
    expect(translateDatabaseTrouble(error)).toMatchObject({ code: 'NOT_READY', name: 'UnavailableError' });
  },
);
