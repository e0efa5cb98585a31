import fc from 'fast-check';
import { scaledRuns } from '@packyard/testing';
import type { RejectedError } from './errors';
import { describeSource, nameInSource, parseSource, describedAsSubmitted } from './parse-source';
import { showUnreadable } from './show-unreadable';

const SUM = 'a'.repeat(64);

describe('parseSource', () => {
  it.each([
    ['https://git.example/pack-slack.git', { kind: 'git', url: 'https://git.example/pack-slack.git' }],
    ['git@git.example:team/pack.git', { kind: 'git', url: 'git@git.example:team/pack.git' }],
    ['ssh://git@git.example/pack', { kind: 'git', url: 'ssh://git@git.example/pack' }],
    ['git://git.example/pack', { kind: 'git', url: 'git://git.example/pack' }],
    ['https://git.example/pack.git#v1.0.0', { kind: 'git', url: 'https://git.example/pack.git', refSpec: 'v1.0.0' }],
    ['https://h.example/pack.tar.gz', { kind: 'archive', url: 'https://h.example/pack.tar.gz' }],
    ['http://h.example/pack.zip', { kind: 'archive', url: 'http://h.example/pack.zip' }],
    ['/srv/packs/slack', { kind: 'local', path: '/srv/packs/slack' }],
    ['file:///srv/packs/slack%20one', { kind: 'local', path: '/srv/packs/slack one' }],
    ['https://git.example/pack.git?ref=v1', { kind: 'git', url: 'https://git.example/pack.git', refSpec: 'v1' }],
    ['git+https://h.example/p?ref=v1', { kind: 'git', url: 'https://h.example/p', refSpec: 'v1' }],
    ['ssh://git@h.example/p.git?ref=v1', { kind: 'git', url: 'ssh://git@h.example/p.git', refSpec: 'v1' }],
    [
      'https://h.example/p.git//a?submodules=1&lfs=true#v1',
      { kind: 'git', url: 'https://h.example/p.git', subPath: 'a', refSpec: 'v1', submodules: true, lfs: true },
    ],
    ['git@h.example:t/p.git?lfs=1&ref=v1', { kind: 'git', url: 'git@h.example:t/p.git', refSpec: 'v1', lfs: true }],
    ['ssh://git@h.example/p.git?submodules=0', { kind: 'git', url: 'ssh://git@h.example/p.git' }],
    ['oci://ghcr.io/org/slack', { kind: 'oci', url: 'oci://ghcr.io/org/slack' }],
    ['OCI://GHCR.io/org/slack:1.0.0', { kind: 'oci', url: 'oci://ghcr.io/org/slack', tag: '1.0.0' }],
    [
      `oci://h.example:5000/a/b:v1@sha256:${SUM}`,
      { kind: 'oci', url: 'oci://h.example:5000/a/b', tag: 'v1', digest: `sha256:${SUM}` },
    ],
    ['oci+http://h.example/a', { kind: 'oci', url: 'oci+http://h.example/a' }],
    ['s3://bucket/packs/slack.tgz', { kind: 's3', url: 's3://bucket/packs/slack.tgz' }],
    ['S3://My_Bucket/a b+ü%2Bc%25.tgz', { kind: 's3', url: 's3://My_Bucket/a%20b%2B%C3%BC%2Bc%25.tgz' }],
    ['s3+https://Minio.Internal:443/b.c/k', { kind: 's3', url: 's3+https://minio.internal/b.c/k' }],
    ['s3+http://[::1]:9000/bucket//a@b', { kind: 's3', url: 's3+http://[::1]:9000/bucket//a%40b' }],
    [
      `s3://bucket/all.zip//packs/a?versionId=v.1&region=eu-central-1#sha256=${SUM}`,
      {
        kind: 's3',
        url: 's3://bucket/all.zip',
        subPath: 'packs/a',
        versionId: 'v.1',
        region: 'eu-central-1',
        checksum: `sha256:${SUM}`,
      },
    ],
    ['git@h.example:t/p.git?ref=v1', { kind: 'git', url: 'git@h.example:t/p.git', refSpec: 'v1' }],
    ['https://git.example/pack.git#fix#12', { kind: 'git', url: 'https://git.example/pack.git', refSpec: 'fix#12' }],
    ['https://git.example/pack.git#user=x', { kind: 'git', url: 'https://git.example/pack.git', refSpec: 'user=x' }],
    ['https://git.example/pack.git#x,y', { kind: 'git', url: 'https://git.example/pack.git', refSpec: 'x,y' }],
    ['https://git.example/pack.git#émile', { kind: 'git', url: 'https://git.example/pack.git', refSpec: 'émile' }],
    ['https://git.example/pack.git#%C3%A9mile', { kind: 'git', url: 'https://git.example/pack.git', refSpec: 'émile' }],
    [
      `https://h.example/p.tgz#sha256=${SUM}`,
      { kind: 'archive', url: 'https://h.example/p.tgz', checksum: `sha256:${SUM}` },
    ],
    [
      `https://h.example/p.zip#SHA256:${SUM}`,
      { kind: 'archive', url: 'https://h.example/p.zip', checksum: `sha256:${SUM}` },
    ],
    [`/srv/p.tar.gz#sha256=${SUM}`, { kind: 'local', path: '/srv/p.tar.gz', checksum: `sha256:${SUM}` }],
    ['file:///srv/slack%401.0.0', { kind: 'local', path: '/srv/slack@1.0.0' }],
    ['file:///srv/a%23b#v1', { kind: 'local', path: '/srv/a#b', refSpec: 'v1' }],
    ['/srv/slack/pack.yaml', { kind: 'local', path: '/srv/slack' }],
    [
      'StackStorm-Exchange/stackstorm-github',
      { kind: 'git', url: 'https://github.com/StackStorm-Exchange/stackstorm-github.git' },
    ],
    ['org/repo#v1', { kind: 'git', url: 'https://github.com/org/repo.git', refSpec: 'v1' }],
    ['slack', { kind: 'registry', ref: 'slack', range: '*' }],
    ['slack@1.0.0', { kind: 'registry', ref: 'slack', range: '1.0.0' }],
    ['slack@^1', { kind: 'registry', ref: 'slack', range: '^1' }],
    ['slack=1.0.0', { kind: 'registry', ref: 'slack', range: '1.0.0' }],
  ])('reads %s', (text, source) => {
    expect(parseSource(text)).toEqual({ source });
  });

  it('takes a ref_spec as a sign for git, but not for an archive', () => {
    expect(parseSource('https://git.example/pack', { refSpec: 'main' }).source.kind).toBe('git');
    expect(parseSource('https://git.example/pack.tgz', { refSpec: 'main' }).source.kind).toBe('archive');
  });

  it.each([
    [
      'https://h.example/x.git//packs/a#v1',
      { kind: 'git', url: 'https://h.example/x.git', subPath: 'packs/a', refSpec: 'v1' },
    ],
    [
      'https://h.example/x.tar.xz//packs/a/',
      { kind: 'archive', url: 'https://h.example/x.tar.xz', subPath: 'packs/a' },
    ],
    ['https://h.example/x.zip//my%20pack', { kind: 'archive', url: 'https://h.example/x.zip', subPath: 'my pack' }],
    ['git@h.example:org/x.git//a', { kind: 'git', url: 'git@h.example:org/x.git', subPath: 'a' }],
    ['ssh://git@h.example/x.git//a#b', { kind: 'git', url: 'ssh://git@h.example/x.git', subPath: 'a', refSpec: 'b' }],
    ['/srv/x.git//packs/a#v1', { kind: 'local', path: '/srv/x.git', subPath: 'packs/a', refSpec: 'v1' }],
    ['https://h.example/a//x.zip', { kind: 'archive', url: 'https://h.example/a//x.zip' }],
  ])('finds the folder in %s', (text, source) => {
    expect(parseSource(text).source).toEqual(source);
    expect(parseSource(describeSource(parseSource(text).source)).source).toEqual(source);
  });

  it('keeps the credentials of a source of which a folder is wanted', () => {
    const { source, secretUrl } = parseSource('https://t0ken@h.example/x.git//packs/a#v1');
    expect(secretUrl).toBe('https://t0ken@h.example/x.git');
    expect(JSON.stringify(source)).not.toContain('t0ken');
  });

  it.each(['..', 'a/../b', 'a//b', '', '.git', 'a/.git/b', '%2e%2e/b', 'a\\b'])('refuses %j as a folder', (folder) => {
    const parsing = () => parseSource(`https://s3cr3t@h.example/x.git//${folder}`);
    expect(parsing).toThrow(expect.objectContaining({ code: 'SOURCE_INVALID' }));
    expect(parsing).not.toThrow(/s3cr3t/);
  });

  it.each([
    's3+https://KEY:123/s3cr3t@h.example/bucket/x.tgz',
    's3+https://KEY:123/bucket/s3cr3t@h.example/bucket/x.tgz',
    's3+https://KEY:123//s3cr3t@h.example/bucket/x.tgz',
    'https://me:123/s3cr3t@h.example/x.git',
    'oci://me:123/s3cr3t@h.example/x:1.0',
    ' https://me:1/s3cr3t/s3cr3t@h.example:8443/x.tgz',
  ])('takes no part of a password for a port and a path: %j', (text) => {
    const parsing = () => parseSource(text);
    expect(parsing).toThrow(
      expect.objectContaining({ code: 'SOURCE_INVALID', hint: expect.stringContaining('%2F') as string }),
    );
    expect(parsing).not.toThrow(/s3cr3t|123/);
  });

  it.each([
    's3+http://h.example:9000/bucket/slack%401.0.tgz',
    'https://h.example:8443/@scope/pack.git',
    'oci://h.example:5000/packs/slack@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  ])('but still knows %s', (text) => {
    expect(describeSource(parseSource(text).source)).toBe(text);
  });

  it('keeps credentials and queries out of what is stored', () => {
    const parsed = parseSource('https://s3cr3t@git.example/x.git#main');
    expect(JSON.stringify(parsed.source)).not.toContain('s3cr3t');
    expect(describeSource(parsed.source)).toBe('https://git.example/x.git#main');
    expect(parsed.secretUrl).toBe('https://s3cr3t@git.example/x.git');
    const archive = parseSource('https://h.example/x.tgz?key=s3cr3t');
    expect([archive.source, archive.secretUrl]).toEqual([
      { kind: 'archive', url: 'https://h.example/x.tgz' },
      'https://h.example/x.tgz?key=s3cr3t',
    ]);
  });

  it('shows what came with a request by its name, which leads nowhere afterwards', () => {
    const source = { kind: 'local', path: '/home/uploads/1.archive', upload: 'notes (1).zip' } as const;
    expect([describeSource(source), nameInSource(source)]).toEqual(['upload:notes (1).zip', 'notes (1)']);
    expect(() => parseSource(describeSource(source))).toThrow(
      expect.objectContaining({ code: 'SOURCE_INVALID', hint: expect.stringContaining('Upload the file again') }),
    );
  });

  it.each([
    '--upload-pack=/bin/sh',
    'ext::sh -c id',
    'ftp://h/x.zip',
    'javascript:1',
    './relative',
    'Not A Ref',
    '',
    'a\nb',
  ])('refuses %j and says what to do', (text) => {
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({ code: 'SOURCE_INVALID', hint: expect.any(String) }),
    );
  });

  it.each([
    ['https://h.example/p.git?ref=v1#v2', "can't be sent by git"],
    ['https://h.example/p.git?token=s3cr3t', "can't be sent by git"],
    ['git@h.example:t/p.git?token=s3cr3t', "can't be sent by git"],
    ['ssh:ada:s3cr3t?x@h.example/p.git', "can't be sent by git"],
    ['ssh://git@-oProxyCommand=x/p.git', 'begins with a dash'],
    ['git@-oProxyCommand:p.git', 'begins with a dash'],
    ['oci://h.example', 'names no artifact'],
    ['oci://h.example/A/b', 'names no artifact'],
    ['oci://h.example/a/../b', 'names no artifact'],
    ['oci://h.example/a:v1#x', 'names no artifact'],
    ['oci://h.example/a:v1?token=s3cr3t', 'names no artifact'],
    ['oci://me:s3cr3t@h.example/a@sha256:12', 'names no artifact'],
    ['oci://-h.example/a', 'names no artifact'],
    ['s3://bucket', 'names no object'],
    ['s3://bucket/', 'names no object'],
    ['s3://bucket/folder/', 'names no object'],
    ['s3://b/k', 'names no object'],
    ['s3://-bucket/k', 'names no object'],
    ['s3://bucket/a/../k', 'names no object'],
    ['s3://bucket/%2e%2e/k', 'names no object'],
    ['s3://bucket/a%00', 'names no object'],
    [`s3://bucket/${'ü'.repeat(513)}`, 'names no object'],
    ['s3://bucket/k?endpoint=https://h.example', 'names no object'],
    ['s3://bucket/k?region=eu.evil.example/', 'names no object'],
    ['s3://bucket/k?region=a&region=b', 'names no object'],
    ['s3://bucket/k?X-Amz-Security-Token=s3cr3t', 'names no object'],
    ['s3://KEY@bucket/k', 'names no object'],
    ['s3://KEY:s3cr3t@bucket', 'names no object'],
    ['s3://KEY:se/s3cr3t@bucket/k', 'names no object'],
    ['s3+https://h.example/bucket', 'names no object'],
    ['s3+https://-h.example/bucket/k', 'names no object'],
    ['s3+ssh://h.example/bucket/k', 'no source'],
    ['s3::https://h.example/bucket/k', 'no source'],
    ['https://h.example/p.git?submodules=yes', "can't be sent by git"],
    ['https://h.example/p.git?lfs=1&lfs=0', "can't be sent by git"],
    ['https://h.example/p.tgz#sha256=abc', "'#sha256=abc' means nothing"],
    ['https://h.example/p.tgz#main', "'#main' means nothing"],
    ['https://h.example/bundle.yaml#main', 'no source'],
    ['git::https://h.example/p.git?ref=v1', 'no source'],
    ['https://h.example/p.git=v1', 'no source'],
    ['https://h.example/p.git@v1', 'no source'],
    ['https://h.example/p.git,v1', 'no source'],
    ['file://server/srv/p', 'no source'],
    ['file:///srv/%ZZ', 'no source'],
    ['file:///srv/pk%00', 'no source'],
    ['file:///srv/p?ref=two', 'no source'],
    ['file:///srv/p?token=s3cr3t', 'no source'],
  ])('drops nothing of %s, but refuses it', (text, words) => {
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({
        code: 'SOURCE_INVALID',
        message: expect.stringContaining(words),
        hint: expect.any(String),
      }),
    );
    expect(() => parseSource(text)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('s3cr3t') }),
    );
  });

  it('says of a path with a query that the query is the trouble', () => {
    const hint = expect.stringContaining("Leave out what begins with '?'") as string;
    expect(() => parseSource('file:///srv/p?ref=two')).toThrow(expect.objectContaining({ hint }) as Error);
  });

  it.each([
    ['https://h.example/stackstorm-mypack.git#v1', 'stackstorm-mypack'],
    ['git@h.example:team/stackstorm-mypack.git', 'stackstorm-mypack'],
    ['https://h.example/mypack.tar.gz', 'mypack'],
    ['/srv/packs/mypack/', 'mypack'],
    ['mypack@^1', 'mypack'],
    ['oci://h.example/team/mypack:1.0.0', 'mypack'],
    ['s3://bucket/packs/mypack.tar.gz?versionId=1', 'mypack'],
  ])('%s calls its pack %s', (text, name) => {
    expect(nameInSource(parseSource(text).source)).toBe(name);
  });

  it('answers whatever the text is', () => {
    const piece = fc.constantFrom(
      'https://',
      'git@h:',
      'file:///',
      '/',
      '#',
      '?',
      '=',
      '@',
      '%',
      '.git',
      '.tgz',
      'ref',
      'a',
      '..',
      '~',
      '::',
      '\u00e9',
      ' ',
      ':',
      'h',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl({ withFragments: true, withQueryParameters: true }),
          fc.array(piece).map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            expect(describeSource(parseSource(text).source)).not.toBe('');
          } catch (error) {
            expect(error).toMatchObject({ code: 'SOURCE_INVALID', hint: expect.any(String) });
          }
        },
      ),
      { numRuns: scaledRuns(5000) },
    );
  });

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

  it.each(['-x', 'a..b', 'x y', 'x;y'])('refuses %j as a branch, tag or commit', (refSpec) => {
    expect(() => parseSource('https://git.example/x.git', { refSpec })).toThrow(
      expect.objectContaining({ code: 'SOURCE_INVALID' }),
    );
  });
});

describe('describedAsSubmitted', () => {
  it.each([
    [
      'https://h.example/p.git?submodules=1&lfs=1#v1',
      { ref_spec: 'v1', submodules: true, lfs: true },
      'https://h.example/p.git',
    ],
    ['https://h.example/p.git?submodules=1&lfs=1#v1', { submodules: true }, 'https://h.example/p.git?lfs=1#v1'],
    ['https://h.example/p.git?lfs=1', { ref_spec: 'v1' }, 'https://h.example/p.git?lfs=1'],
    ['/srv/p?lfs=1', {}, '/srv/p?lfs=1'],
  ])('%s is what was asked for with %j: %s', (described, parameters, asked) => {
    expect(describedAsSubmitted(described, parameters)).toBe(asked);
  });
});
