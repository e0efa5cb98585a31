import fc from 'fast-check';
import { scaledRuns } from '@packyard/testing';
import { describeSource, parseSource, s3CredentialsIn, s3LocationOf } from './index';
import { showUnreadable } from './show-unreadable';

describe('objects of buckets', () => {
  it('are found by what their sources say', () => {
    const read = (text: string) => s3LocationOf(parseSource(text).source as Parameters<typeof s3LocationOf>[0]);
    expect(read('s3://bucket/a b/c%2Bd')).toEqual({ bucket: 'bucket', key: 'a b/c+d' });
    expect(read('s3+http://H.example:9000/bucket/a/b')).toEqual({
      endpoint: new URL('http://h.example:9000/'),
      bucket: 'bucket',
      key: 'a/b',
    });
  });

  it('are the same when their description is read again, whatever they are called', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 20 })
      .filter((text) => text.isWellFormed() && text !== '.' && text !== '..' && !/[\u0000-\u001f\u007f]/.test(text));
    const key = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(
        key.filter((text) => !/(^|\/)\.{0,2}(\/|$)|\/$/.test(text)),
        (text) => {
          const { source } = parseSource(
            `s3+https://h.example/bucket/${text.split('/').map(encodeURIComponent).join('/')}`,
          );
          expect(s3LocationOf(source as Parameters<typeof s3LocationOf>[0]).key).toBe(text);
          expect(new URL((source as { url: string }).url).href).toBe((source as { url: string }).url);
          expect(parseSource(describeSource(source)).source).toEqual(source);
        },
      ),
      { numRuns: scaledRuns(2000) },
    );
  });

  it.each([
    ['s3://KEY:sec%2Fret+x@bucket/k', { accessKeyId: 'KEY', secretAccessKey: 'sec/ret+x' }],
    [
      's3+https://KEY:secret=@h.example/bucket/k?region=eu-west-1&X-Amz-Security-Token=a+b%2Fc==',
      { accessKeyId: 'KEY', secretAccessKey: 'secret=', sessionToken: 'a+b/c==' },
    ],
  ])('keep the credentials of %s apart', (text, credentials) => {
    const { source, secretUrl = '' } = parseSource(text);
    expect(JSON.stringify([source, describeSource(source)])).not.toMatch(/KEY|sec|Token/);
    expect(s3CredentialsIn(new URL(secretUrl).href)).toEqual(credentials);
  });

  it('show nothing of a secret whose slashes were not escaped', () => {
    expect(showUnreadable('s3://KEY:se/s3cr3t@bucket/k')).toBe('s3://***@bucket/k');
  });
});
