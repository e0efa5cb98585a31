import fc from 'fast-check';
import { scaledRuns } from '@packyard/testing';
import { describeSource } from './describe-source';
import type { RejectedError } from './errors';
import { parseSource } from './parse-source';
import { showUnreadable } from './show-unreadable';

describe('secrets in the text of a source', () => {
  it('shows no password that stands before a host, whether it takes the text for a source or not', () => {
    const starts = ['https://', 'http://', 'ssh://', 'git+https://', 'git://', 'ftp://', 'oci://', '//', 'git@', ''];
    const piece = fc.constantFrom('s3cr3t', '/', '#', ';', '%2F', '%40', '.', '-', 'Win', '9');
    const password = fc.array(piece, { maxLength: 4 }).map((pieces) => `${pieces.join('')}s3cr3t`);
    const end = fc.constantFrom('', '/a.git', '/a/b.git', ':team/a.git', '/a.tgz');
    fc.assert(
      fc.property(fc.constantFrom(...starts), password, end, (start, secret, rest) => {
        const text = `${start}ada:${secret}@h.example${rest}`;
        // What stands behind a place and '#' is a tag, and these may have an '@'.
        fc.pre(start === 'git@' ? !text.includes('#') : !/\/.*#/.test(secret));
        // And a number before a slash is a port, unless there is a folder behind the '@'.
        fc.pre(!/^9+\//.test(secret));
        let shown: string;
        try {
          const { source } = parseSource(text);
          shown = `${describeSource(source)} ${JSON.stringify(source)}`;
        } catch (error) {
          const { message, hint } = error as RejectedError;
          shown = `${message} ${hint ?? ''}`;
        }
        expect([text, shown.toLowerCase()]).toEqual([text, expect.not.stringContaining('s3cr3t')]);
      }),
      { numRuns: scaledRuns(5000) },
    );
  });

  it('never repeats a secret in its refusal', () => {
    expect(() => parseSource('ftp://s3cr3t@h.example/x?s3cr3t')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('s3cr3t') }),
    );
  });

  it.each([
    ['ada:s3cr3t@git.example.org:team/x.git', '***@git.example.org:team/x.git'],
    ['//ada:s3cr3t@git.example.org/x.git', '//***@git.example.org/x.git'],
    ['ftp://ada:s3c/r3t@h.example/x', 'ftp://***@h.example/x'],
    ['ftp://ada:one@s3cr3t@h.example/x', 'ftp://***@h.example/x'],
    ['https://ada:s3cr3t#more@h.example/x.git', 'https://***@h.example/x.git'],
    ['https://ada:s3c/r3t@h.example/x.git', 'https://***@h.example/x.git'],
    ['ada:s3cr3t@h.example', '***@h.example'],
    ['s3:AKIA:s3cr3t@bucket/key', '***@bucket/key'],
    ['s3:/AKIA:s3c/r3t@bucket/key', '***@bucket/key'],
    ['oci:/ada:s3cr3t@h.example/x:1', '***@h.example/x:1'],
    ['oci://h.example/X@sha256:abc', 'oci://h.example/X@sha256:abc'],
    ['slack packs@1.0.0', 'slack packs@1.0.0'],
    ['ftp://ada:s3cr3t%40h.example/a.git', 'ftp://***%40h.example/a.git'],
    ['s3://ada:s3cr3t%40b/k', 's3://***%40b/k'],
    ['ADA%3as3cr3t%40h.example', '***%40h.example'],
    ['S3CR3T@h.example/a/b.git', '***@h.example/a/b.git'],
    ['S3CR3T@10.0.0.1/a/b.git@v1', '***@v1'],
    ['https:/ada:s3cr3t#x@h.example', '***@h.example'],
    ['file://ada:s3cr3t#x@h.example', 'file://***@h.example'],
    ['ada;s3cr3t@h.example', '***@h.example'],
    ['//ada:Win/ter:s3cr3t@h.example/a.git', '//***@h.example/a.git'],
    ['//ada:x/s3cr3t@h.example/a.git', '//***@h.example/a.git'],
    ['git@user:s3cr3t@h.example', '***@h.example'],
    ['git@user:s3cr3t@h.example/a.git', '***@h.example/a.git'],
    ['ada=s3cr3t@h.example/a/b.git', '***@h.example/a/b.git'],
    ['Slack@next/beta', 'Slack@next/beta'],
  ])('shows %s, which is written wrongly, as %s', (text, shown) => {
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(`'${shown}'`) }),
    );
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({ hint: expect.not.stringMatching(/s3cr3t/i) as string }),
    );
    expect(showUnreadable(text)).toBe(shown);
  });

  it.each([
    ['//ada:Win/ter:s3cr3t@h.example', '//***@h.example'],
    ['https://h.example/x?a\ns3cr3t', 'https://h.example/x?***'],
  ])('masks all of %j', (text, shown) => {
    expect(showUnreadable(text)).toBe(shown);
  });

  it('takes no password that begins with a digit for a version', () => {
    expect(() => parseSource('ada:5ecret@h.example')).toThrow(
      expect.objectContaining({ hint: expect.not.stringContaining('5ecret') as string }),
    );
  });
});
