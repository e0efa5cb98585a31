import { type ErrorCode, RejectedError, UnavailableError } from '@packyard/contracts';
import { GortError } from './gort-answer';
import { translateError } from './translate-error';

const rejected = (code: ErrorCode, message: string, hint?: string) =>
  new RejectedError(code, message, hint === undefined ? {} : { hint });

describe("errors in Gort's words", () => {
  it.each([
    ['PACK_NOT_FOUND', "Pack 'x' not found", 404, 'no such bundle'],
    ['PACK_NOT_ENABLED', 'x was already disabled', 404, 'no such bundle'],
    ['VERSION_EXISTS', 'Pack x 1.0.0 is installed already', 409, 'bundle already exists'],
    ['USER_NOT_FOUND', "There is no user 'x'", 404, 'no such user'],
    ['ACCOUNT_PROTECTED', "The user 'admin' can't be deleted", 403, "admin can't be deleted"],
    [
      'ACCOUNT_PROTECTED',
      "The group 'admin' keeps the role 'admin', whatever happens",
      403,
      "admin can't be deleted\n  contains: The group 'admin' keeps the role 'admin', whatever happens",
    ],
    ['PERMISSION_NOT_FOUND', 'Nothing declares it', 404, 'no such permission\n  contains: Nothing declares it'],
    ['MANIFEST_INVALID', 'It is not valid.', 417, 'It is not valid.'],
  ] as const)('says %s (%s) with %d', (code, message, status, said) => {
    expect(translateError(rejected(code, message))).toMatchObject({ status, message: said });
  });

  it('puts the hint behind the sentence, except behind the one of the manual', () => {
    const manual = 'Cannot uninstall enabled version. Please disable the bundle first';
    expect(translateError(rejected('PACK_NEEDED', 'It is needed.', 'Set force.'))?.message).toBe(
      'It is needed. Set force.',
    );
    expect(translateError(rejected('VERSION_ENABLED', manual, 'Disable it.'))?.message).toBe(manual);
  });

  it('says that the service is not there when its database is not', () => {
    const broken = Object.assign(new Error('Connection terminated unexpectedly'), { code: '08006' });
    expect(translateError(broken)).toMatchObject({ status: 503 });
    expect(translateError(new UnavailableError('NOT_READY', 'Not yet.'))).toMatchObject({ status: 503 });
  });

  it('leaves what is in its words already, and knows nothing of our bugs', () => {
    const said = new GortError(401, 'unauthorized');
    expect(translateError(said)).toBe(said);
    for (const bug of [new Error('oops'), new TypeError('x is undefined'), 'text']) {
      expect(translateError(bug)).toBeUndefined();
    }
  });
});
