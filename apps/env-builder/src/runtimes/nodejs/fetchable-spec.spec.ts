import { assertFetchable } from './fetchable-spec';

describe('what npm is asked to fetch for an export', () => {
  it.each([
    'ms@2.1.3',
    '@types/node@24.0.0-beta.1+build.5',
    'https://h.example/far.tgz',
    'http://127.0.0.1:4873/far/-/far-1.0.0.tgz?token=x',
    'https://codeload.github.com/owner/name/tar.gz/0123456789abcdef0123456789abcdef01234567',
  ])('may be %s', (spec) => {
    expect(() => assertFetchable(spec)).not.toThrow();
  });

  it.each([
    '--no-ignore-scripts',
    '-g',
    'file:.',
    'file:b.tgz',
    './b.tgz',
    '/etc/b.tgz',
    '.',
    'b',
    'b@latest',
    'b@1',
    'b@npm:c@1.0.0',
    'b@file:c.tgz',
    'b@file:..@1.0.0',
    'owner/name',
    'github:owner/name',
    'git@h.example:owner/name.git',
    'git+http://h.example/r.git',
    'git+file:///etc/r.tgz',
    'git://h.example/r.tgz',
    'ssh://h.example/r.tgz',
    'https://h.example/r.git',
    'https://h.example/r.git#x.tgz',
    'https://h.example/r?x=.tgz',
    'https://github.com/owner/name',
    'https://github.com/owner/name.tgz',
    'ftp://h.example/r.tgz',
    ' ms@2.1.3',
    'ms@2.1.3 --no-ignore-scripts',
    '',
  ])('may not be %j', (spec) => {
    expect(() => assertFetchable(spec)).toThrow(
      expect.objectContaining({ code: 'ENVIRONMENT_FAILED', message: expect.stringContaining('which is no archive') }),
    );
  });
});
