import { shownPath } from './shown-path';

describe('shownPath', () => {
  it.each([
    ['/api/v1/packs', '/api/v1/packs'],
    ['/api/v1/packs?token=hunter2', '/api/v1/packs'],
    ['/v2/users#hunter2', '/v2/users'],
    [`/${'a'.repeat(199)}`, `/${'a'.repeat(199)}`],
    [`/${'a'.repeat(199)}?hunter2`, `/${'a'.repeat(199)}`],
    [`/${'a'.repeat(12_000)}`, `/${'a'.repeat(199)}…`],
    ['/\u001b[2J\u009b1m\u202ea\tb\nc\u0000', '/\\u001b[2J\\u009b1m\\u202ea b c\\u0000'],
  ])('shows %j as %j', (url, shown) => expect(shownPath(url)).toBe(shown));
});
