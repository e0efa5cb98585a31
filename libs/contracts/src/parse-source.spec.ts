import fc from 'fast-check';
import { scaledRuns } from '@packyard/testing';
import { describeSource } from './describe-source';
import { parseSource } from './parse-source';

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

  it.each(['-x', 'a..b', 'x y', 'x;y'])('refuses %j as a branch, tag or commit', (refSpec) => {
    expect(() => parseSource('https://git.example/x.git', { refSpec })).toThrow(
      expect.objectContaining({ code: 'SOURCE_INVALID' }),
    );
  });
});
