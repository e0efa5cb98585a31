import { changesPasswordOnly, isWholeWithoutMappings, presentUser, userFieldsIn } from './gort-user';

describe('users in bodies', () => {
  it('have only the fields that say something', () => {
    const body = { email: 'ada@example.org', fullname: '', password: undefined, groups: [1], username: 'other' };
    expect(userFieldsIn(body)).toEqual({ email: 'ada@example.org' });
    expect(userFieldsIn({})).toEqual({});
  });

  it.each([
    [{ email: 3 }, /email/],
    [{ password: {} }, /password/],
    [{ fullname: 'x'.repeat(301) }, /full_name/],
    [{ mappings: ['ada'] }, /mappings/],
    [{ mappings: { slack: 3 } }, /mappings\.slack/],
  ])('are refused as %j', (body, words) => {
    expect(() => userFieldsIn(body)).toThrow(expect.objectContaining({ status: 406 }));
    expect(() => userFieldsIn(body)).toThrow(words);
  });

  it.each([
    // `gort user map -D ada slack`
    [{ email: 'a@example.org', fullname: 'Ada', username: 'ada' }, true],
    // `gort user update`, of the email, the name, the password
    [{ email: 'a@example.org', username: 'ada' }, false],
    [{ email: 'new@example.org', fullname: 'Ada' }, false],
    [{ email: 'a@example.org', fullname: 'Ada Lovelace' }, false],
    [{ email: 'a@example.org', fullname: 'Ada', password: 'another one' }, false],
    [{ email: 'a@example.org', fullname: 'Ada', mappings: { slack: 'U2' } }, false],
  ])('take the last mapping away when %j is all there is of them: %s', (body, expected) => {
    const ada = { name: 'ada', email: 'a@example.org', full_name: 'Ada', mappings: { slack: 'U1' }, groups: [] };
    expect(isWholeWithoutMappings(userFieldsIn(body), { ...ada, has_password: true, created: '' })).toBe(expected);
  });

  it.each([
    [{ password: 'another one' }, true],
    [{ username: 'ada', password: 'another one', email: '', fullname: undefined }, true],
    [{ email: 'a@example.org', fullname: 'Ada', password: 'another one', mappings: { slack: 'U1' } }, true],
    [{}, false],
    [{ password: '' }, false],
    [{ password: 'another one', email: 'new@example.org' }, false],
    [{ password: 'another one', fullname: 'Ada Lovelace' }, false],
    [{ password: 'another one', mappings: { slack: 'U2' } }, false],
    [{ password: 'another one', mappings: {} }, false],
  ])('have a new password and nothing else new in %j: %s', (body, expected) => {
    const ada = { name: 'ada', email: 'a@example.org', full_name: 'Ada', mappings: { slack: 'U1' }, groups: [] };
    expect(changesPasswordOnly(userFieldsIn(body), { ...ada, has_password: true, created: '' })).toBe(expected);
  });

  it('are shown without what is empty', () => {
    const ada = { name: 'ada', email: '', full_name: null, mappings: {}, has_password: true, groups: ['x'] };
    expect(presentUser({ ...ada, created: '' })).toEqual({ username: 'ada' });
    expect(presentUser({ ...ada, created: '', full_name: 'Ada', mappings: { slack: 'U1' } })).toEqual({
      username: 'ada',
      fullname: 'Ada',
      mappings: { slack: 'U1' },
    });
  });
});
