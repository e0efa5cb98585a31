import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { ChunkList, listedChunks, listedFiles } from '@packyard/pack';
import { aPack, temporaryFolder } from '@packyard/testing';
import { list } from 'tar';
import { buildIndex } from './build-index';
import { readFormerIndex } from './index-document';
import { parseIndex } from './parse-index';

const RANDOM = randomBytes(400_000);
const NOW = new Date('2026-05-06T07:08:09.123Z');

describe('buildIndex', () => {
  const root = temporaryFolder();
  let count = 0;
  const path = (...parts: string[]) => join(root, String(count), ...parts);

  beforeEach(() => void (count += 1));

  it("describes every pack in Attune's format, by name", async () => {
    aPack('zebra').writeTo(path('packs/zebra'));
    const apple = aPack('apple').version('1.2.0').requiring('core', '^1').requiring('zebra');
    apple.withFile('triggers/tick.yaml', 'ref: apple.tick\ndescription: Ticks.\n').writeTo(path('packs/other-name'));
    const manifest = readFileSync(path('packs/other-name/pack.yaml'), 'utf8');
    const more =
      'description: Fruit.\nauthor: Ada\nlicense: MIT\ntags: [fruit]\nruntime_deps: [shell, "python3>=3.8"]\nhomepage: https://apple.example\n';
    writeFileSync(path('packs/other-name/pack.yaml'), manifest + more);
    mkdirSync(path('packs/no-pack'));

    const { index } = await build({ baseUrl: 'https://packs.example/v1/', name: 'Mine' });

    const checksum = `sha256:${sha256(path('out/apple-1.2.0.tar.gz'))}`;
    expect(index).toEqual({
      registry_name: 'Mine',
      registry_url: 'https://packs.example/v1/index.json',
      version: '1.0',
      last_updated: '2026-05-06T07:08:09Z',
      packs: [
        {
          ref: 'apple',
          label: 'apple',
          description: 'Fruit.',
          version: '1.2.0',
          author: 'Ada',
          license: 'MIT',
          homepage: 'https://apple.example',
          keywords: ['fruit'],
          runtime_deps: ['shell', 'python3>=3.8'],
          install_sources: [{ type: 'archive', url: 'https://packs.example/v1/apple-1.2.0.tar.gz', checksum }],
          contents: {
            actions: [{ name: 'run', description: '' }],
            sensors: [],
            triggers: [{ name: 'tick', description: 'Ticks.' }],
            rules: [],
            workflows: [],
          },
          dependencies: { python_version: '>=3.8', packs: ['core@^1', 'zebra'] },
        },
        expect.objectContaining({ ref: 'zebra', license: '', description: '' }),
      ],
    });
  });

  it('lists what a large version consists of, with what is new in it first', async () => {
    const noise = (name: string) => createHash('sha512').update(name).digest('hex').repeat(64);
    const large = (version: string, ...names: string[]) => {
      const pack = aPack('large').version(version).withFile('empty', '');
      for (const name of names) pack.withFile(`data/${name}`, noise(name));
      pack.writeTo(path('packs/large'));
      writeFileSync(path('packs/large/data/large'), RANDOM);
    };
    large('1.0.0', 'a', 'b', 'c');
    const { index: first } = await build();
    large('1.1.0', 'a', 'b', 'new');
    symlinkSync('run.sh', path('packs/large/actions/link.sh'));
    const { index } = await build();

    const source = index.packs[0]?.['install_sources'] as { chunk_list: string }[];
    expect(first.packs[0]?.['install_sources']).not.toEqual(source);
    expect(source[0]?.chunk_list).toBe(`sha256:${sha256(path('out/large-1.1.0.tar.gz.chunk-list'))}`);
    expect(parseIndex(JSON.stringify(index), 'https://packs.example/index.json').packs.get('large')).toMatchObject([
      { sources: [{ url: 'https://packs.example/large-1.1.0.tar.gz', chunkList: source[0]?.chunk_list }] },
    ]);

    const list = ChunkList.parse(
      JSON.parse(zstdDecompressSync(readFileSync(path('out/large-1.1.0.tar.gz.chunk-list'))).toString()),
    );
    const chunks = listedChunks(list);
    const packed = readFileSync(path('out/large-1.1.0.tar.gz.chunks'));
    expect(packed).toHaveLength(chunks.reduce((sum, { packedSize }) => sum + packedSize, 0));
    const contentOf = (at: number) => {
      const { offset = 0, packedSize = 0 } = chunks[at] ?? {};
      return zstdDecompressSync(packed.subarray(offset, offset + packedSize));
    };
    for (const file of listedFiles(list)) {
      const content = Buffer.concat(file.chunks.map(contentOf));
      expect(content.equals(readFileSync(path('packs', file.path)))).toBe(true);
      expect(file.isExecutable).toBe(file.path.endsWith('.sh'));
    }
    const isOf = (name: string) => listedFiles(list).find(({ path: file }) => file.endsWith(name))?.chunks ?? [];
    const fresh = [...isOf('data/new'), ...isOf('pack.yaml')].sort((a, b) => a - b);
    expect(fresh).toEqual(fresh.map((_chunk, at) => at));
    expect(list.links).toEqual([['large/actions/link.sh', 'run.sh']]);
    expect(readdirSync(path('out')).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('does not list what a small version consists of', async () => {
    aPack('small').writeTo(path('packs/small'));
    await build();
    expect(readdirSync(path('out'))).toEqual(['small-1.0.0.tar.gz']);
  });

  it('makes an index that is understood, with archives beside it', async () => {
    aPack('near').requiring('far', '>=1').writeTo(path('packs/near'));
    const { index } = await build();
    const { packs, warnings } = parseIndex(JSON.stringify(index), path('out/index.json'));
    expect(warnings).toEqual([]);
    expect(packs.get('near')).toMatchObject([
      {
        version: '1.0.0',
        sources: [{ kind: 'local', path: path('out/near-1.0.0.tar.gz') }],
        dependencies: [{ ref: 'far', range: '>=1' }],
        label: 'near',
        contents: { actions: [{ name: 'run', description: '' }] },
      },
    ]);
  });

  it('makes the same bytes of the same content, whatever its times and modes, without .git', async () => {
    aPack('same').withFile('.git/HEAD', 'ref: main').writeTo(path('packs/same'));
    symlinkSync('/opt/environments/1', path('packs/same/virtualenv'));
    symlinkSync('run.sh', path('packs/same/actions/link.sh'));
    const first = (await build()).built[0]?.checksum;
    aPack('same').writeTo(path('elsewhere/same'));
    symlinkSync('run.sh', path('elsewhere/same/actions/link.sh'));
    chmodSync(path('elsewhere/same/pack.yaml'), 0o600);
    const again = await buildIndex(path('elsewhere'), { outFolder: path('out-2') });
    expect(again.built[0]?.checksum).toBe(first);
    expect(await namesIn(path('out-2/same-1.0.0.tar.gz'))).toEqual([
      'same/actions/link.sh',
      'same/actions/run.sh',
      'same/actions/run.yaml',
      'same/pack.yaml',
    ]);
  });

  it('keeps the other versions and fields of an index that it is merged into', async () => {
    aPack('grown').version('1.10.0').writeTo(path('packs/grown'));
    const entry = { ref: 'grown', install_sources: [], note: 'kept' };
    const former = {
      registry_name: 'Old',
      registry_url: 'https://old.example/index.json',
      contact: 'ops@example.org',
      packs: [
        { ...entry, version: '1.10.0' },
        { ...entry, version: '2.0.0' },
        { ...entry, version: '1.9.0' },
        { ref: 'also', version: '0.1.0' },
      ],
    };
    const { index } = await build({ former: readFormerIndex(JSON.stringify(former), 'index.json') });
    expect(index).toMatchObject({
      registry_name: 'Old',
      registry_url: 'https://old.example/index.json',
      contact: 'ops@example.org',
    });
    expect(index.packs.map(({ ref, version }) => `${ref} ${version}`)).toEqual([
      'also 0.1.0',
      'grown 1.9.0',
      'grown 1.10.0',
      'grown 2.0.0',
    ]);
    expect(index.packs[2]).toMatchObject({ label: 'grown' });
    expect(index.packs[3]).toEqual({ ...entry, version: '2.0.0' });
  });

  it('refuses what could not be installed, naming the folder', async () => {
    await expect(build()).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    mkdirSync(path('packs'), { recursive: true });
    await expect(build()).rejects.toMatchObject({ code: 'MANIFEST_NOT_FOUND' });
    aPack('twin').writeTo(path('packs/a'));
    aPack('twin').writeTo(path('packs/b'));
    await expect(build()).rejects.toMatchObject({
      code: 'REGISTRY_INVALID',
      message: `${path('packs/a')} and ${path('packs/b')} both hold twin 1.0.0.`,
    });
    aPack('twin').version('one').writeTo(path('packs/b'));
    rmSync(path('packs/a'), { recursive: true });
    await expect(build()).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringContaining(path('packs/b')) as string,
    });
    aPack('twin').version('2.0.0').writeTo(path('packs/b'));
    symlinkSync('/etc/passwd', path('packs/b/passwd'));
    await expect(build()).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
    expect(() => readFormerIndex('{"packs": {}}', 'index.json')).toThrow(
      expect.objectContaining({ code: 'REGISTRY_INVALID' }),
    );
  });

  it('goes on past packs that can not be published, and says which', async () => {
    for (const name of ['fine', 'latin', 'leaky', 'unversioned', 'broken']) aPack(name).writeTo(path('packs', name));
    const latin1 = (name: string) => Buffer.from(`${path('packs')}/${name}`, 'latin1');
    writeFileSync(latin1('latin/caf\u00e9'), '');
    mkdirSync(latin1('caf\u00e9'));
    writeFileSync(latin1('caf\u00e9/pack.yaml'), 'ref: cafe\nversion: 1.0.0\n');
    symlinkSync('/etc/passwd', path('packs/leaky/passwd'));
    aPack('unversioned').version('one').writeTo(path('packs/unversioned'));
    writeFileSync(path('packs/broken/pack.yaml'), 'ref: [');
    const { index, built, failed } = await build();
    expect(index.packs.map(({ ref }) => ref)).toEqual(['fine']);
    expect(built.map(({ ref }) => ref)).toEqual(['fine']);
    const about = (name: string, words: string) => ({
      folder: path('packs', name),
      problem: expect.stringMatching(new RegExp(`packs/${name}: .*${words}`)) as string,
    });
    expect(failed).toEqual([
      about('broken', 'pack.yaml'),
      about('caf\ufffd', 'is not UTF-8'),
      about('unversioned', "'one' is no semantic version"),
      about('latin', 'is not UTF-8'),
      about('leaky', 'passwd'),
    ]);
  });

  it('lists aliases and policies only where there are any', async () => {
    const policy = 'name: calm\nresource_ref: st.run\npolicy_type: action.concurrency\n';
    const alias = 'name: say\naction_ref: st.run\nformats: [say]\ndescription: Says it.\n';
    aPack('st').writeTo(path('packs/st'));
    writeFileSync(
      path('packs/st/pack.yaml'),
      'name: st\nref: st\ndescription: d\nversion: 1.0.0\nauthor: Ada\nemail: ada@example.org\n',
    );
    rmSync(path('packs/st/actions'), { recursive: true });
    for (const folder of ['aliases', 'policies']) mkdirSync(path('packs/st', folder));
    writeFileSync(path('packs/st/aliases/say.yaml'), alias);
    writeFileSync(path('packs/st/policies/calm.yaml'), policy);
    const { index } = await build();
    expect(index.packs[0]?.['contents']).toMatchObject({
      aliases: [{ name: 'say', description: 'Says it.' }],
      policies: [{ name: 'calm', description: '' }],
    });
  });

  it('follows linked folders only when it is told to', async () => {
    aPack('real').writeTo(path('packs/real'));
    aPack('far').writeTo(path('elsewhere/far'));
    symlinkSync(path('elsewhere/far'), path('packs/linked'));
    symlinkSync(path('packs/real/pack.yaml'), path('packs/to-a-file'));
    symlinkSync(path('nowhere'), path('packs/to-nothing'));
    const refsOf = async (followLinks?: true) =>
      (await build({ ...(followLinks && { followLinks }) })).index.packs.map(({ ref }) => ref);
    expect(await refsOf()).toEqual(['real']);
    expect(await refsOf(true)).toEqual(['far', 'real']);
  });

  function build(
    options: { baseUrl?: string; name?: string; former?: ReturnType<typeof readFormerIndex>; followLinks?: true } = {},
  ) {
    return buildIndex(path('packs'), { outFolder: path('out'), now: NOW, ...options });
  }
});

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

async function namesIn(file: string): Promise<string[]> {
  const names: string[] = [];
  await list({ file, onReadEntry: (entry) => void names.push(entry.path) });
  return names;
}
