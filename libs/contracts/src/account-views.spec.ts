import { AccountName, UserName } from './account-views';
import { PermissionName } from './identifiers';

describe.each([
  ['accounts', AccountName],
  ['users', UserName],
  ['permissions', PermissionName],
])('names of %s', (_what, schema) => {
  it.each(['.', '..', '...'])('are not %s, which URLs take for a place', (name) => {
    const { error } = schema.safeParse(name);
    expect(error?.issues.map(({ message }) => message)).toEqual(['must not consist of dots alone']);
  });

  it.each(['a', 'a.b', '.a', 'a..', '_.-'])('may be %s', (name) => {
    expect(schema.parse(name)).toBe(name);
  });
});
