import { RejectedError, UnavailableError } from '@packyard/contracts';
import { QueryFailedError } from 'typeorm';
import { rememberConnecting, translateDatabaseTrouble } from './database-trouble';

const failed = (code: string, message = 'no') =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error(message), { code }));

it.each([
  failed('57P01'),
  failed('ECONNRESET'),
  failed('EPIPE'),
  failed('08006'),
  failed('40P01'),
  failed('', 'Connection terminated unexpectedly'),
  failed('', 'Query read timeout'),
])('takes %s for trouble that passes', (error) => {
  expect(translateDatabaseTrouble(error)).toMatchObject({ code: 'NOT_READY', name: 'UnavailableError' });
});

it.each([
  failed('23505'),
  new RejectedError('SOURCE_INVALID', 'No.'),
  new UnavailableError('SOURCE_UNAVAILABLE', 'Nobody answers (ECONNREFUSED).'),
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  'text',
])('leaves %s as it is', (error) => {
  expect(translateDatabaseTrouble(error)).toBe(error);
});

it.each(['ECONNREFUSED', '57P03', 'ENOTFOUND'])(
  'knows %s for trouble that passes when it was met while connecting',
  (code) => {
    const error = Object.assign(new Error('no'), { code });
    rememberConnecting(error);
    expect(translateDatabaseTrouble(error)).toMatchObject({ code: 'NOT_READY', name: 'UnavailableError' });
  },
);
