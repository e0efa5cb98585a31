import { accessByHost, IndexCredentials } from './index-credentials';

const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

describe('credentials of package indexes that come with a request', () => {
  it('become what each host is told, spelled as URLs spell hosts', () => {
    const given = IndexCredentials.parse([
      { host: 'PyPI.internal', username: '__token__', password: 'p:w' },
      { host: 'npm.internal:443', token: 't0ken' },
      { host: 'http://Plain.internal:8081', password: 'pä' },
      { host: '[::1]:8443', token: 'six' },
    ]);
    expect(accessByHost(given)).toEqual({
      'pypi.internal': basic('__token__:p:w'),
      'npm.internal': { authorization: 'Bearer t0ken' },
      'http://plain.internal:8081': basic(':pä'),
      '[::1]:8443': { authorization: 'Bearer six' },
    });
  });

  it.each([
    ['neither', [{ host: 'a' }], 'must have either a password, or a token'],
    ['both', [{ host: 'a', password: 's3cret', token: 's3cret' }], 'must have either a password, or a token'],
    ['a name beside a token', [{ host: 'a', username: 'me', token: 's3cret' }], 'must have no username'],
    ['a colon in the name', [{ host: 'a', username: 'm:e', password: 's3cret' }], 'must not hold a colon'],
    ['a line break', [{ host: 'a', password: 's3cret\r\nx: y' }], 'must not hold control characters'],
    ['a blank in a token', [{ host: 'a', token: 's3cret s3cret' }], 'must be plain text without blanks'],
    ['a path', [{ host: 'a/simple', token: 's3cret' }], 'must be a host or host:port'],
    ['credentials in the host', [{ host: 's3cret@a', token: 's3cret' }], 'must be a host or host:port'],
    [
      'one host twice',
      [
        { host: 'a', token: 's3cret' },
        { host: 'A:443', token: 's3cret' },
      ],
      'must name each host once',
    ],
    ['a long one', [{ host: 'a', token: `s3cret${'x'.repeat(4091)}` }], 'expected string to have <=4096 characters'],
    [
      'too much of them',
      Array.from({ length: 9 }, (_item, index) => ({ host: `a${index}`, token: `s3cret${'x'.repeat(1018)}` })),
      'must have no more than 8192 characters together',
    ],
    ['an empty one', [{ host: 'a', token: '' }], 'Too small'],
    ['another word', [{ host: 'a', tokn: 's3cret', token: 's3cret' }], 'Unrecognized key: "tokn"'],
  ])('are refused without being shown: %s', (_what, given, problem) => {
    const { error } = IndexCredentials.safeParse(given);
    expect(error?.message).toContain(problem.replaceAll('"', '\\"'));
    expect(JSON.stringify(error?.issues)).not.toContain('s3cret');
  });
});
