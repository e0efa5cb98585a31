import { describedAsSubmitted, describeSource, nameInSource } from './describe-source';
import { parseSource } from './parse-source';

describe('describeSource', () => {
  it('shows what came with a request by its name, which leads nowhere afterwards', () => {
    const source = { kind: 'local', path: '/home/uploads/1.archive', upload: 'notes (1).zip' } as const;
    expect([describeSource(source), nameInSource(source)]).toEqual(['upload:notes (1).zip', 'notes (1)']);
    expect(() => parseSource(describeSource(source))).toThrow(
      expect.objectContaining({ code: 'SOURCE_INVALID', hint: expect.stringContaining('Upload the file again') }),
    );
  });
});

describe('nameInSource', () => {
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
