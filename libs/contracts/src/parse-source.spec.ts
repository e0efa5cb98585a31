import { describeSource, parseSource } from './parse-source';

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

  it('keeps credentials and queries out of what is stored', () => {
    const parsed = parseSource('https://s3cr3t@git.example/x.git?key=s3cr3t#main');
    expect(JSON.stringify(parsed.source)).not.toContain('s3cr3t');
    expect(describeSource(parsed.source)).toBe('https://git.example/x.git#main');
    expect(parsed.secretUrl).toBe('https://s3cr3t@git.example/x.git?key=s3cr3t');
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

  it('never repeats a secret in its refusal', () => {
    expect(() => parseSource('ftp://s3cr3t@h.example/x?s3cr3t')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('s3cr3t') }),
    );
  });

  it.each(['-x', 'a..b', 'x y', 'x;y'])('refuses %j as a branch, tag or commit', (refSpec) => {
    expect(() => parseSource('https://git.example/x.git', { refSpec })).toThrow(
      expect.objectContaining({ code: 'SOURCE_INVALID' }),
    );
  });
});
