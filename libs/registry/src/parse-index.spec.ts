import { parseIndex } from './parse-index';

const AT = 'https://packs.example/v1/index.json';

describe('parseIndex', () => {
  it("reads Attune's format: several versions, relative places, checksums and dependencies", () => {
    const checksum = `sha256:${'a'.repeat(64)}`;
    const { packs } = index([
      {
        ref: 'slack',
        version: '1.0.0',
        install_sources: [{ type: 'archive', url: 'slack-1.0.0.tgz', checksum }],
        dependencies: { packs: ['core@>=1', 'http'] },
        contents: { actions: 3 },
      },
      {
        ref: 'slack',
        version: '2.0.0',
        install_sources: [{ type: 'git', url: 'https://git.example/slack', ref: 'v2' }],
      },
    ]);
    expect(packs.get('slack')).toEqual([
      {
        ref: 'slack',
        version: '1.0.0',
        sources: [{ kind: 'archive', url: 'https://packs.example/v1/slack-1.0.0.tgz', checksum }],
        contents: { actions: [] },
        dependencies: [
          { ref: 'core', range: '>=1' },
          { ref: 'http', range: '*' },
        ],
      },
      { ref: 'slack', version: '2.0.0', sources: [{ kind: 'git', url: 'https://git.example/slack', refSpec: 'v2' }] },
    ]);
  });

  it("reads the Exchange's format, a version for each tag", () => {
    const text = JSON.stringify({
      packs: {
        csv: { repo_url: 'https://git.example/stackstorm-csv', version: '1.0.0', versions: ['0.9.0', '1.0.0', 'odd'] },
      },
    });
    expect(
      parseIndex(text, AT)
        .packs.get('csv')
        ?.map(({ version, sources }) => [version, sources[0]]),
    ).toEqual([
      ['1.0.0', { kind: 'git', url: 'https://git.example/stackstorm-csv', refSpec: 'v1.0.0' }],
      ['0.9.0', { kind: 'git', url: 'https://git.example/stackstorm-csv', refSpec: 'v0.9.0' }],
    ]);
  });

  it('leaves a version out whose needs can not be read, and says so', () => {
    const install_sources = [{ type: 'archive', url: 'a.tgz' }];
    const needing = (version: string, ...packs: string[]) => ({
      ref: 'a',
      version,
      install_sources,
      dependencies: { packs },
    });
    const { packs, warnings } = index([
      needing('1.0.0', 'b@1.2.3.4'),
      needing('1.1.0', 'b>=2 <1'),
      needing('1.2.0', 'b!=1.2.0', 'c ~=1.0', 'd@latest', 'e 1.0 - 1.3', 'f=1.0.0'),
    ]);
    expect(packs.get('a')?.map(({ version }) => version)).toEqual(['1.2.0']);
    expect(packs.get('a')?.[0]?.dependencies).toEqual([
      { ref: 'b', range: '!=1.2.0' },
      { ref: 'c', range: '~=1.0' },
      { ref: 'd', range: 'latest' },
      { ref: 'e', range: '1.0 - 1.3' },
      { ref: 'f', range: '=1.0.0' },
    ]);
    expect(warnings).toEqual([
      "a 1.0.0 is left out: it needs b '1.2.3.4', which is no range.",
      "a 1.1.0 is left out: it needs b '>=2 <1', which no version satisfies.",
    ]);
  });

  it('keeps what an index tells people, in whatever way it lists contents, and leaves out what is no text', () => {
    const install_sources = [{ type: 'archive', url: 'a.tgz' }];
    const about = { label: 'A', description: 'Does.', author: 'Ada', license: 'MIT', keywords: ['x', 1], email: 7 };
    const contents = { actions: [{ name: 'run', description: 'Runs.' }], sensors: 2 };
    const { packs } = index([{ ref: 'a', version: '1.0.0', install_sources, ...about, contents }]);
    const { email: _left, ...kept } = about;
    expect(packs.get('a')?.[0]).toMatchObject({
      ...kept,
      keywords: ['x'],
      contents: { actions: [{ name: 'run', description: 'Runs.' }], sensors: [] },
    });
    expect(packs.get('a')?.[0]).not.toHaveProperty('email');
    const exchange = {
      name: 'csv',
      description: 'Tables.',
      repo_url: 'https://git.example/csv',
      version: '1.0.0',
      keywords: ['tables'],
      content: { actions: { count: 1, resources: ['parse'] } },
    };
    expect(parseIndex(JSON.stringify({ packs: { csv: exchange } }), AT).packs.get('csv')?.[0]).toMatchObject({
      label: 'csv',
      description: 'Tables.',
      keywords: ['tables'],
      contents: { actions: [{ name: 'parse', description: '' }] },
    });
  });

  it('finds places beside an index that is a file', () => {
    const text = JSON.stringify({
      packs: [{ ref: 'a', version: '1.0.0', install_sources: [{ type: 'archive', url: '../packs/a' }] }],
    });
    expect(parseIndex(text, '/srv/registry/index.json').packs.get('a')?.[0]?.sources).toEqual([
      { kind: 'local', path: '/srv/packs/a' },
    ]);
  });

  it("leaves out what it can't read or must not follow, and keeps the rest", () => {
    const good = { ref: 'good', version: '1.0.0', install_sources: [{ type: 'archive', url: 'good.tgz' }] };
    const sly = [
      { ref: 'sly', version: '1.0.0', install_sources: [{ type: 'archive', url: 'file:///etc' }] },
      { ref: 'slier', version: '1.0.0', install_sources: [{ type: 'git', url: 'ext::sh -c id' }] },
    ];
    const { packs, warnings } = index([{ version: 1 }, ...sly, good]);
    expect([...packs.keys()]).toEqual(['good']);
    expect(warnings).toEqual([
      'entry 1 is left out: ref: Invalid input: expected string, received undefined; version: Invalid input: expected string, received number.',
      expect.stringMatching(/^sly 1\.0\.0 is left out: .* names the path 'file:\/\/\/etc'/),
      expect.stringMatching(/^slier 1\.0\.0 is left out: 'ext::sh -c id' is no source/),
    ]);
  });

  it('says of each version that can not be offered why, and offers the others', () => {
    const install_sources = [{ type: 'archive', url: 'a.tgz' }];
    const { packs, warnings } = index([
      {
        ref: 'a',
        version: 'next',
        install_sources,
        versions: [{ version: '1.0.0', install_sources }, { version: '1.1.0' }],
      },
      { ref: 'b', version: '1.0.0', install_sources: [] },
      { ref: 'c', version: 1.1, install_sources },
      null,
    ]);
    expect([...packs].map(([ref, versions]) => [ref, versions.map(({ version }) => version)])).toEqual([
      ['a', ['1.0.0']],
    ]);
    expect(warnings).toEqual([
      'a next is left out: that is no version such as 1.2.0.',
      'a 1.1.0 is left out: it has no install_sources.',
      'b 1.0.0 is left out: it has no install_sources.',
      'c is left out: version: Invalid input: expected string, received number.',
      'entry 4 is left out: Invalid input: expected object, received null.',
    ]);
    const exchange = { csv: { repo_url: 'https://git.example/csv', version: '1.0.0', versions: ['odd'] }, mail: {} };
    expect(parseIndex(JSON.stringify({ packs: exchange }), AT).warnings).toEqual([
      'csv odd is left out: that is no version such as 1.2.0.',
      expect.stringMatching(/^mail is left out: repo_url: Invalid input/),
    ]);
  });

  it('is read also behind a mark of UTF-8', () => {
    expect(parseIndex('\uFEFF{"packs": []}', AT).warnings).toEqual([]);
  });

  it('never quotes a file that is no index', () => {
    const secret = 'root:$6$verysecret:19000:0';
    expect(() => parseIndex(secret, '/etc/shadow')).toThrow(
      expect.objectContaining({
        code: 'REGISTRY_INVALID',
        message: expect.not.stringContaining('verysecret') as string,
      }),
    );
    expect(() => parseIndex('{"packs": 1}', AT)).toThrow(expect.objectContaining({ code: 'REGISTRY_INVALID' }));
  });
});

function index(packs: unknown[]) {
  return parseIndex(JSON.stringify({ registry_name: 'x', version: '1.0', packs }), AT);
}
